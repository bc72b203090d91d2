package io.vitesslake.source;

import java.util.Objects;

/**
 * Which transactions a MySQL has.
 *
 * @param executed all that it ran ({@code gtid_executed})
 * @param purged those of them that its binlogs no longer tell of ({@code gtid_purged})
 */
public record ServerGtids(GtidSet executed, GtidSet purged) {

    public ServerGtids {
        Objects.requireNonNull(executed, "executed");
        Objects.requireNonNull(purged, "purged");
    }
}
