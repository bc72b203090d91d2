package io.vitesslake.maintain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.BinPackRewriteFilePlanner;
import org.apache.iceberg.expressions.Expressions;

/**
 * Plans which files of a table are rewritten: small ones when there are enough of about one size, so that each row is rewritten once for
 * each size, and not whenever a few small files have come (Iceberg's own rule); and those that have lost many rows.
 */
final class SizeTiers extends BinPackRewriteFilePlanner {

    private static final long SMALLEST = 64 << 10;

    private final int factor;
    private final long largest;

    SizeTiers(Table table, MaintenanceOptions options) {
        super(table, Expressions.alwaysTrue());
        this.factor = options.mergedFiles();
        this.largest = (long) (options.files().targetFileBytes() * MIN_FILE_SIZE_DEFAULT_RATIO);
        init(Map.of(
                TARGET_FILE_SIZE_BYTES, Long.toString(options.files().targetFileBytes()),
                // Large files are as good as any.
                MAX_FILE_SIZE_BYTES, Long.toString(Long.MAX_VALUE),
                MIN_INPUT_FILES, "2",
                MAX_FILE_GROUP_SIZE_BYTES, Long.toString(options.groupBytes()),
                DELETE_RATIO_THRESHOLD, Double.toString(options.deadShare())));
    }

    @Override
    protected Iterable<FileScanTask> filterFiles(Iterable<FileScanTask> tasks) {
        List<FileScanTask> chosen = new ArrayList<>();
        Map<Integer, List<FileScanTask>> tiers = new TreeMap<>();
        for (FileScanTask task : super.filterFiles(tasks)) {
            if (task.length() >= largest) {
                chosen.add(task); // for what it has lost
            } else {
                tiers.computeIfAbsent(tier(task), t -> new ArrayList<>()).add(task);
            }
        }
        for (List<FileScanTask> tier : tiers.values()) {
            if (tier.size() >= factor) {
                chosen.addAll(tier);
            }
        }
        return chosen;
    }

    private int tier(FileScanTask task) {
        int tier = 0;
        for (long bound = SMALLEST; task.length() >= bound; bound *= factor) {
            tier++;
        }
        return tier;
    }
}
