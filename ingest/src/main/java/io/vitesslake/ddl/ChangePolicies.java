package io.vitesslake.ddl;

import java.util.Objects;

/**
 * What becomes of a table when its source changes in a way that row events do not tell in full. Immutable.
 *
 * @param onTruncate a TRUNCATE TABLE
 * @param onIncompatibleSchema a schema change that the rows in the lake cannot follow
 * @param dropColumn the lake's column when the source drops its own
 * @param onPartialImage a row event that holds some columns only
 */
public record ChangePolicies(
        OnTruncate onTruncate,
        OnIncompatibleSchema onIncompatibleSchema,
        DropColumn dropColumn,
        OnPartialImage onPartialImage) {

    public static final ChangePolicies DEFAULT =
            new ChangePolicies(OnTruncate.APPLY, OnIncompatibleSchema.RECOPY, DropColumn.KEEP, OnPartialImage.HALT);

    public enum OnTruncate {
        /** The lake's rows go when every shard has truncated; copied anew if that takes too long. */
        APPLY,
        /** Copied anew, at once. */
        RECOPY,
        /** The table stops. */
        HALT
    }

    public enum OnIncompatibleSchema {
        /** Copied anew beside what readers see. */
        RECOPY,
        /** The table stops. */
        HALT
    }

    public enum DropColumn {
        /** It stays, with null in new rows. */
        KEEP,
        DROP
    }

    public enum OnPartialImage {
        /** The table stops. */
        HALT,
        /** Copied anew beside what readers see. */
        RECOPY
    }

    public ChangePolicies {
        Objects.requireNonNull(onTruncate, "onTruncate");
        Objects.requireNonNull(onIncompatibleSchema, "onIncompatibleSchema");
        Objects.requireNonNull(dropColumn, "dropColumn");
        Objects.requireNonNull(onPartialImage, "onPartialImage");
    }
}
