package io.vitesslake.cli;

import io.vitesslake.mirror.TableProgress;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** One line for each table that is being copied, at the end of a terminal, drawn anew in place. One thread. */
final class ProgressBars {

    private static final String ESCAPE = "\033[";

    // A longer line would wrap, and then the way back up to the first one would be wrong.
    private static final int WIDTH = 79;
    private static final int NAME_WIDTH = 20;
    private static final int BAR_WIDTH = 10;
    private static final int MOST_LINES = 12;

    private final PrintWriter terminal;
    private int lines;

    ProgressBars(PrintWriter terminal) {
        this.terminal = terminal;
    }

    /** Removes the bars, so that something else may be printed. */
    void erase() {
        if (lines > 0) {
            // Up to the first line, and clear from there to the end of the screen.
            terminal.print(ESCAPE + lines + "F" + ESCAPE + "J");
            terminal.flush();
            lines = 0;
        }
    }

    /**
     * @param copying tables whose rows are coming in
     */
    void draw(List<TableProgress> copying) {
        erase();
        for (TableProgress table : copying.subList(0, Math.min(MOST_LINES, copying.size()))) {
            print(line(table));
        }
        if (copying.size() > MOST_LINES) {
            print("and " + (copying.size() - MOST_LINES) + " more");
        }
        terminal.flush();
    }

    private void print(String line) {
        terminal.print(line + "\n");
        lines++;
    }

    private static String line(TableProgress table) {
        int filled = table.copy().percent().orElse(0) * BAR_WIDTH / 100;
        String line = String.format(
                Locale.ROOT,
                "%-" + NAME_WIDTH + "s [%s%s] %4s %,d rows, %,d/s, %s left",
                shortened(table.table()),
                "#".repeat(filled),
                ".".repeat(BAR_WIDTH - filled),
                CopyText.percent(table.copy()),
                table.copiedRows(),
                table.copiedPerSecond(),
                CopyText.remaining(table));
        return line.substring(0, Math.min(WIDTH, line.length()));
    }

    private static String shortened(String name) {
        return name.length() <= NAME_WIDTH ? name : name.substring(0, NAME_WIDTH - 1) + "…";
    }
}
