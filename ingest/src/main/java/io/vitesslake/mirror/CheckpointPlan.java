package io.vitesslake.mirror;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which tables a checkpoint saves, and in which order. The first table of all leads every checkpoint, changed or not, so that
 * overlapping writers meet there and nowhere else. Belongs to the loop's thread.
 */
final class CheckpointPlan {

    private final Tables tables;

    CheckpointPlan(Tables tables) {
        this.tables = tables;
    }

    /**
     * Whether the leading table has something to save. One that has just begun its copy has not for a moment; without it a
     * checkpoint is made in need alone.
     */
    boolean isLeadReady() {
        return lead().filter(table -> !table.isCuttable()).isEmpty();
    }

    /**
     * Seals what is due.
     *
     * @param staleBefore saved positions older than this are renewed
     * @return by lake table, in the order in which they are to be saved
     */
    List<List<TableCut>> cut(Instant staleBefore) {
        Optional<TableSync> lead = lead().filter(TableSync::isCuttable);
        List<List<TableCut>> all = new ArrayList<>();
        boolean led = false;
        for (TableSync table : tables.visible()) {
            List<TableCut> cuts = cut(table, staleBefore);
            boolean leads =
                    !cuts.isEmpty() && lead.filter(first -> first == table).isPresent();
            led |= leads;
            if (!cuts.isEmpty()) {
                all.add(leads ? 0 : all.size(), cuts);
            }
        }
        if (!led && !all.isEmpty()) {
            lead.ifPresent(table -> all.add(0, List.of(table.cut())));
        }
        return all;
    }

    // The new copy goes first: it is judged by the checkpoint that readers see until now. One that takes their table's
    // place
    // makes what that table still holds superfluous.
    private List<TableCut> cut(TableSync table, Instant staleBefore) {
        List<TableCut> cuts = new ArrayList<>();
        Optional<TableSync> recopy = tables.recopy(table.table());
        boolean replaced = recopy.filter(copy -> copy.canReplace(table)).isPresent();
        recopy.filter(copy -> replaced || isDue(copy, staleBefore)).ifPresent(copy -> cuts.add(copy.cutBeside(table)));
        if (!replaced && isDue(table, staleBefore)) {
            cuts.add(table.cut());
        }
        return cuts;
    }

    private static boolean isDue(TableSync table, Instant staleBefore) {
        table.position().forgetPassed();
        return table.isDirty() || table.isStale(staleBefore) || table.isAcrossShards();
    }

    // A table that the lake does not hold yet, or whose copy has yet to start anew, leads only when there is no other.
    private Optional<TableSync> lead() {
        List<TableSync> candidates =
                tables.visible().stream().filter(table -> !table.isStopped()).toList();
        return candidates.stream()
                .filter(table -> table.saved().isPresent() && table.applied().isPresent())
                .findFirst()
                .or(() -> candidates.stream().findFirst());
    }
}
