package io.vitesslake.buffer;

import io.vitesslake.decode.KeyBytes;
import io.vitesslake.decode.RowFormat;

/** Moves over the entries of one {@link SortedRun}. Ordered by key, then by the age of the run. */
final class RunCursor implements Comparable<RunCursor> {

    private final SortedRun run;
    private final int age;
    private final SpillFile.Reader in;
    private final KeyBytes key = new KeyBytes();
    private final ImageBytes before = new ImageBytes();
    private final ImageBytes row = new ImageBytes();
    private long prefix;

    /**
     * @param age 0 for the oldest run of a batch
     */
    RunCursor(SortedRun run, int age) {
        this.run = run;
        this.age = age;
        this.in = run.file().read();
    }

    boolean next() {
        if (!in.hasMore()) {
            return false;
        }
        key.resize(in.readInt());
        in.readBytes(key.array(), key.length());
        prefix = SortedRun.prefix(key);
        before.read(in);
        row.read(in);
        return true;
    }

    KeyBytes key() {
        return key;
    }

    /** The image before the first change of the run. */
    ImageBytes before() {
        return before;
    }

    /** The image after the last change of the run. */
    ImageBytes row() {
        return row;
    }

    RowFormat format(ImageBytes image) {
        return run.formats().get(image.format());
    }

    @Override
    public int compareTo(RunCursor other) {
        int byPrefix = Long.compare(prefix, other.prefix);
        int byKey = byPrefix != 0 ? byPrefix : SortedRun.compare(key, other.key);
        return byKey != 0 ? byKey : Integer.compare(age, other.age);
    }
}
