package io.vitesslake.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vitesslake.mirror.CopyCount;
import io.vitesslake.mirror.LaggingShards;
import io.vitesslake.mirror.LastCheckpoint;
import io.vitesslake.mirror.MirrorVitals;
import io.vitesslake.mirror.ShardVitals;
import io.vitesslake.mirror.TableProgress;
import io.vitesslake.mirror.TableState;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * How a running sync stands, for scripts and the status page: an object with snake_case names, times in UTC, what is unknown null.
 *
 * @param hidden takes credentials out of a message
 */
record StatusJson(UnaryOperator<String> hidden) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    String print(SyncView view) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("at", view.now().toString());
        root.put("started_at", view.started().toString());
        Health ready = Health.ready(view);
        root.put("ready", ready.isWell());
        ready.reasons().forEach(reason -> root.withArrayProperty("not_ready").add(reason));
        root.put("lake_retries", view.lakeRetries());
        put(root, "lake_failing_since", view.lakeFailingSince());
        view.vitals().ifPresent(vitals -> fillLoop(root, vitals));
        root.putArray("tables");
        view.tables().forEach(table -> fill(root.withArrayProperty("tables").addObject(), table, view.now()));
        view.refused().forEach((table, stopped) -> {
            ObjectNode node = root.withArrayProperty("tables").addObject();
            node.put("table", table).put("source_table", table);
            fill(node, stopped);
        });
        root.putArray("errors");
        view.errors().forEach(error -> fill(root.withArrayProperty("errors").addObject(), error));
        root.putArray("throughput");
        view.throughput()
                .forEach(sample -> root.withArrayProperty("throughput")
                        .addObject()
                        .put("at", sample.at().toString())
                        .put("changes_per_second", tenths(sample.changesPerSecond()))
                        .put("copied_per_second", tenths(sample.copiedPerSecond())));
        try {
            return MAPPER.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot print the status", e);
        }
    }

    private static void fillLoop(ObjectNode root, MirrorVitals vitals) {
        root.put("transactions", vitals.transactions());
        put(root, "last_event_at", vitals.lastEvent());
        root.put("buffer_bytes", vitals.bufferedBytes());
        root.put("buffer_limit_bytes", vitals.bufferLimitBytes());
        root.putArray("streams");
        for (MirrorVitals.Stream stream : vitals.streams()) {
            ObjectNode node = root.withArrayProperty("streams").addObject();
            stream.tables().forEach(table -> node.withArrayProperty("tables").add(table));
            node.put("open", stream.open()).put("copying", stream.copying());
            node.put("lag_ms", stream.lag().map(Duration::toMillis).orElse(null));
            for (Map.Entry<Shard, ShardVitals> entry : stream.shards().entrySet()) {
                ShardVitals shard = entry.getValue();
                node.withArrayProperty("shards")
                        .addObject()
                        .put("shard", entry.getKey().toString())
                        .put("lag_ms", shard.lag().toMillis())
                        .put("transactions", shard.transactions())
                        .put("last_transaction", shard.gtid().isEmpty() ? null : shard.gtid())
                        .put("last_transaction_at", shard.committed().toString());
            }
        }
    }

    private void fill(ObjectNode node, MirrorVitals.Table table, Instant now) {
        TableProgress progress = table.progress();
        node.put("table", progress.table());
        node.put("source_table", table.source());
        if (progress.state() instanceof TableState.Stopped stopped) {
            fill(node, stopped);
        } else {
            node.put("state", progress.state().word());
        }
        if (progress.state() instanceof TableState.Copying) {
            fillCopy(node, progress);
        }
        node.put("changes", progress.changes());
        node.put("lag_ms", table.lag().map(Duration::toMillis).orElse(null));
        node.put("buffered_bytes", table.bufferedBytes());
        Optional<LastCheckpoint> last = table.last();
        node.put("rows", last.map(LastCheckpoint::rows).map(StatusJson::known).orElse(null));
        last.ifPresent(checkpoint -> fillCheckpoint(node, checkpoint, now));
        table.lagging().lags().forEach((shard, lag) -> fill(node, shard, lag));
    }

    private static void fillCopy(ObjectNode node, TableProgress progress) {
        CopyCount copy = progress.copy();
        OptionalInt percent = copy.percent();
        node.put("copied_rows", copy.rows());
        node.put("estimated_rows", copy.estimatedRows() > 0 ? (Long) copy.estimatedRows() : null);
        node.put("copied_percent", percent.isPresent() ? (Integer) percent.getAsInt() : null);
        node.put("copied_per_second", progress.copiedPerSecond());
        node.put(
                "copy_remaining_seconds",
                progress.remaining().map(Duration::toSeconds).orElse(null));
    }

    private static void fillCheckpoint(ObjectNode node, LastCheckpoint last, Instant now) {
        node.put("checkpoint_id", last.id().toString());
        // As text: JavaScript rounds numbers of this size.
        node.put("snapshot_id", Long.toString(last.snapshotId()));
        node.put("checkpoint_at", last.at().toString());
        node.put("checkpoint_age_ms", Duration.between(last.at(), now).toMillis());
        node.put("data_files", last.files().dataFiles());
        node.put("delete_files", last.files().deleteFiles());
        node.put("source_time_ms", known(last.sourceTimeMillis()));
        ObjectNode position = node.putObject("position");
        Vgtid vgtid = last.vgtid();
        vgtid.shards()
                .forEach(shard -> position.put(
                        shard.toString(), vgtid.position(shard).gtids().toString()));
    }

    private void fill(ObjectNode node, TableState.Stopped stopped) {
        node.put("state", stopped.word());
        node.put("code", stopped.code());
        node.put("reason", hidden.apply(stopped.reason()));
        node.put("since", stopped.since().toString());
    }

    private static void fill(ObjectNode node, Shard shard, LaggingShards.Lag lag) {
        ObjectNode entry = node.withArrayProperty("lagging_shards").addObject();
        entry.put("shard", shard.name());
        entry.put("since", lag.since().toString());
        if (!lag.behind().isEmpty()) {
            entry.put("behind_transactions", lag.behind().size());
        }
    }

    private void fill(ObjectNode node, ErrorLog.Entry error) {
        node.put("code", error.code());
        node.put("subject", error.subject());
        node.put("message", hidden.apply(error.message()));
        node.put("first_at", error.first().toString());
        node.put("last_at", error.last().toString());
        node.put("count", error.count());
    }

    private static void put(ObjectNode node, String name, Optional<Instant> time) {
        node.put(name, time.map(Instant::toString).orElse(null));
    }

    private static Long known(OptionalLong number) {
        return number.isPresent() ? (Long) number.getAsLong() : null;
    }

    private static double tenths(double number) {
        return Math.round(number * 10) / 10.0;
    }
}
