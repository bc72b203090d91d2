package io.vitesslake.cli;

import io.vitesslake.verify.Findings;
import io.vitesslake.verify.Findings.ColumnDifference;
import io.vitesslake.verify.Findings.Difference;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code verify} prints: a line for each table, and below it the keys that differ. */
final class VerifyPage {

    private static final int LONGEST_VALUE = 60;

    private final PrintWriter out;
    private final boolean showValues;

    /** @param showValues whether values of columns are printed; those of keys always are */
    VerifyPage(PrintWriter out, boolean showValues) {
        this.out = out;
        this.showValues = showValues;
    }

    /** Prints what was found, and returns whether all is equal. */
    boolean show(String table, Findings findings) {
        if (findings.equal()) {
            line(table + ": " + count(findings.rows(), "row") + ", equal");
            return true;
        }
        if (findings.differing() == 0 && findings.unsettled() == 0) {
            notCompared(table, findings.obstacle().orElseThrow());
            return false;
        }
        line(table + ": " + count(findings.rows(), "row") + ", " + count(findings.differing(), "key")
                + (findings.differing() == 1 ? " differs" : " differ"));
        findings.shown().forEach(this::difference);
        long more = findings.differing() - findings.shown().size();
        if (more > 0) {
            line("    and " + more + " more; --limit names more of them");
        }
        if (findings.unsettled() > 0) {
            line("    at least " + count(findings.unsettled(), "key") + " could not be compared: "
                    + findings.obstacle().orElseThrow());
            findings.unsettledKeys().forEach(key -> line("    " + key + ": not compared"));
        }
        return false;
    }

    /** A table of which nothing was compared. */
    void notCompared(String table, String why) {
        line(table + ": not compared: " + why);
    }

    /** A table that no sync mirrors. */
    void notMirrored(String table, String why) {
        line(table + ": not mirrored: " + why);
    }

    private void difference(Difference difference) {
        String columns = difference.columns().stream().map(this::column).collect(Collectors.joining(", "));
        line("    " + difference.key() + ": " + difference.what() + (columns.isEmpty() ? "" : " in " + columns));
    }

    private String column(ColumnDifference column) {
        return showValues
                ? column.column() + " (source " + shortened(column.source()) + ", lake " + shortened(column.lake())
                        + ")"
                : column.column();
    }

    private void line(String text) {
        // A key may hold anything, and a line is a line.
        out.println(text.replaceAll("\\p{Cntrl}", "?"));
        out.flush();
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
    }

    private static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }
}
