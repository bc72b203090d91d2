package io.vitesslake.commit;

import java.util.Iterator;
import java.util.Objects;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;

/**
 * The fence once more, inside the commit: the snapshot that was judged is the one that is built upon.
 *
 * @param judged null when there was none
 */
record SameParent(Snapshot judged) implements SnapshotAncestryValidator {

    @Override
    public boolean validate(Iterable<Snapshot> ancestors) {
        Iterator<Snapshot> newestFirst = ancestors.iterator();
        Long parent = newestFirst.hasNext() ? (Long) newestFirst.next().snapshotId() : null;
        return Objects.equals(parent, judged == null ? null : (Long) judged.snapshotId());
    }

    @Override
    public String errorMessage() {
        return "the table moved after it was judged";
    }
}
