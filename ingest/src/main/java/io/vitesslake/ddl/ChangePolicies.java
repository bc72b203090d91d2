package io.vitesslake.ddl;

import java.util.Objects;

/**
 * What becomes of a table when its source changes in a way that row events do not tell in full, or others change it in the lake.
 * Immutable.
 *
 * @param onTruncate a TRUNCATE TABLE
 * @param onIncompatibleSchema a schema change that the rows in the lake cannot follow
 * @param dropColumn the lake's column when the source drops its own
 * @param onPartialImage a row event that holds some columns only
 * @param onPurgedBinlog binlogs that were to be read next are gone
 * @param addColumnDefault a column that comes with a constant default, which old rows show too
 * @param onForeignChange others changed rows of the lake table
 */
public record ChangePolicies(
        OnTruncate onTruncate,
        OnIncompatibleSchema onIncompatibleSchema,
        DropColumn dropColumn,
        OnPartialImage onPartialImage,
        OnPurgedBinlog onPurgedBinlog,
        AddColumnDefault addColumnDefault,
        OnForeignChange onForeignChange) {

    public static final ChangePolicies DEFAULT = new ChangePolicies(
            OnTruncate.APPLY,
            OnIncompatibleSchema.RECOPY,
            DropColumn.KEEP,
            OnPartialImage.HALT,
            OnPurgedBinlog.HALT,
            AddColumnDefault.RECOPY,
            OnForeignChange.WARN);

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

    public enum OnPurgedBinlog {
        /** The table stops. */
        HALT,
        /** Copied anew beside what readers see. */
        RECOPY
    }

    public enum AddColumnDefault {
        /** Copied anew beside what readers see. */
        RECOPY,
        /** Iceberg's initial default, where the lake table's format version is 3 and the value is known to be exact. */
        INITIAL_DEFAULT
    }

    public enum OnForeignChange {
        /** The table goes on; its status tells of the change until it is copied again. */
        WARN,
        /** The table stops. */
        HALT
    }

    public ChangePolicies {
        Objects.requireNonNull(onTruncate, "onTruncate");
        Objects.requireNonNull(onIncompatibleSchema, "onIncompatibleSchema");
        Objects.requireNonNull(dropColumn, "dropColumn");
        Objects.requireNonNull(onPartialImage, "onPartialImage");
        Objects.requireNonNull(onPurgedBinlog, "onPurgedBinlog");
        Objects.requireNonNull(addColumnDefault, "addColumnDefault");
        Objects.requireNonNull(onForeignChange, "onForeignChange");
    }
}
