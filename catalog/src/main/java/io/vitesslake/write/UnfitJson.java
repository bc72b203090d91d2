package io.vitesslake.write;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;

/** A document that no variant is exactly. {@link TableWriter} turns it into a CodedException that names table and column. */
final class UnfitJson extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int SHOWN = 60;

    private UnfitJson(String message) {
        super(message, null, false, false);
    }

    /** An error that shows the text, shortened. */
    static UnfitJson of(String what, String text) {
        return new UnfitJson(what + ": \"" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "\"…" : text + "\""));
    }

    UnfitJson inColumn(String column) {
        return new UnfitJson("column " + column + " as a variant: " + getMessage());
    }

    CodedException inTable(String table) {
        return new CodedException(
                ErrorCode.SOURCE,
                "invalid-value",
                "Cannot write to " + table + " " + getMessage()
                        + ". Correct the value in the source, set json-as: string for the table, or leave the column out "
                        + "(columns.exclude).");
    }
}
