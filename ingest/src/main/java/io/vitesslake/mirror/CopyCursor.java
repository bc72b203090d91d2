package io.vitesslake.mirror;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What a cursor tells of its table's copy beyond the position.
 *
 * @param count how many rows it has; empty once it is complete
 * @param touched whether events changed keys that the copy had yet to deliver: copied rows may then replace older ones. Which keys
 * they are lies in the checkpoint's notes
 * @param recopy id of the copy, when it is made on a branch to replace the rows that readers see
 * @param restarts how often it started anew
 * @param restartReason why it did so last, for people; empty if it never did
 */
public record CopyCursor(
        Optional<CopyCount> count, boolean touched, Optional<UUID> recopy, int restarts, String restartReason) {

    /** Of a table that is not being copied. */
    public static final CopyCursor NONE = new CopyCursor(Optional.empty(), false, Optional.empty(), 0, "");

    public CopyCursor {
        Objects.requireNonNull(count, "count");
        Objects.requireNonNull(recopy, "recopy");
        Objects.requireNonNull(restartReason, "restartReason");
    }
}
