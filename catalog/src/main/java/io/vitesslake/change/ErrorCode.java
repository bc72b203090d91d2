package io.vitesslake.change;

/** Who has to act on an error, and the exit code that tells a scheduler so. */
public enum ErrorCode {
    CONFIG(2),
    SOURCE(3),
    LAKE(4),
    FENCED(5),
    TABLES_STOPPED(6),
    BUG(70);

    private final int exitCode;

    ErrorCode(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
