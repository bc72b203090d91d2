package io.vitesslake.commit;

import io.vitesslake.change.RowsFixture;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What the rows of a table should be while they change at random. */
public final class ChangingRows {

    private final Random random;
    private final Map<Long, String> rows = new TreeMap<>();

    public ChangingRows(Random random) {
        this.random = random;
    }

    /** The changes of the next batch. */
    public RowsFixture change(int step) {
        RowsFixture batch = RowsFixture.of(LakeFixture.SHAPE, 4);
        Map<Long, String> before = new TreeMap<>(rows);
        for (long id = 0; id < 30; id++) {
            String old = before.get(id);
            String name = "n" + step % 5;
            if (old == null && random.nextInt(3) == 0) {
                batch.insert(id, name);
                rows.put(id, name);
            } else if (old != null && random.nextInt(4) == 0) {
                batch.update(RowsFixture.row(id, old), RowsFixture.row(id, name));
                rows.put(id, name);
            } else if (old != null && random.nextInt(8) == 0) {
                batch.delete(id, old);
                rows.remove(id);
            }
        }
        return batch;
    }

    /** As {@link LakeFixture#rows} gives them. */
    public List<List<Object>> expected() {
        return rows.entrySet().stream()
                .map(row -> List.<Object>of(row.getKey(), row.getValue()))
                .toList();
    }
}
