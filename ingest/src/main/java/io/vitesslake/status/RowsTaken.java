package io.vitesslake.status;

import io.vitesslake.mirror.TableProgress;
import java.util.Optional;

/**
 * Rows taken in since the look before.
 *
 * @param changed row changes, copied rows left out
 * @param copied rows of copies
 */
record RowsTaken(long changed, long copied) {

    static final RowsTaken NONE = new RowsTaken(0, 0);

    /**
     * What one table has taken in. One that is new, or begins anew, counts from nothing.
     *
     * @param before what it told then
     */
    static RowsTaken between(Optional<TableProgress> before, TableProgress now) {
        Optional<TableProgress> since = before.filter(then -> then.changes() <= now.changes());
        long all = now.changes() - since.map(TableProgress::changes).orElse(0L);
        // Rows copied by earlier runs, or given back by a rollback, are none of this process' work.
        long copied = now.copiedRows() - since.map(TableProgress::copiedRows).orElse(0L);
        long ours = Math.max(0, Math.min(all, copied));
        return new RowsTaken(all - ours, ours);
    }

    RowsTaken plus(RowsTaken other) {
        return new RowsTaken(changed + other.changed, copied + other.copied);
    }
}
