package io.vitesslake.sim;

import binlogdata.Binlogdata.FieldEvent;
import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import binlogdata.Binlogdata.VGtid;
import io.vitesslake.source.ChangeSource;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.SourceStream;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TableInfo;
import io.vitesslake.source.TablePk;
import io.vitesslake.source.TableRule;
import io.vitesslake.source.Vgtid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Mistakes that clients of VStream make, planted between the mirror and its source: in what is asked for, in how events are understood, or in what is believed of tables; and one that catalogs make.
 */
enum Mistake {
    NONE,
    /** A copy is resumed behind its last key, without the position at which that key was read. */
    RESUMES_WITHOUT_GTID {
        @Override
        StreamRequest request(StreamRequest request, List<String> tables) {
            Map<Shard, ShardPosition> positions = new TreeMap<>();
            for (Shard shard : request.start().shards()) {
                ShardPosition position = request.start().position(shard);
                boolean copying = !position.tablePks().isEmpty();
                positions.put(
                        shard,
                        copying
                                ? new ShardPosition(ShardPosition.State.EMPTY, GtidSet.EMPTY, position.tablePks())
                                : position);
            }
            return new StreamRequest(Vgtid.of(positions), request.rules(), request.tabletType());
        }
    },
    /** The stream of a copy copies the other tables too, so that some are done while others are not. */
    COPIES_TABLES_TOGETHER {
        @Override
        StreamRequest request(StreamRequest request, List<String> tables) {
            Map<Shard, ShardPosition> positions = new TreeMap<>();
            boolean copies = false;
            for (Shard shard : request.start().shards()) {
                ShardPosition position = request.start().position(shard);
                List<TablePk> keys = new ArrayList<>(position.tablePks());
                if (position.state() == ShardPosition.State.EMPTY) {
                    Set<String> listed = new HashSet<>();
                    keys.forEach(key -> listed.add(key.table()));
                    tables.stream()
                            .filter(table -> !listed.contains(table))
                            .forEach(table -> keys.add(TablePk.notCopiedYet(table)));
                }
                copies |= !keys.isEmpty();
                positions.put(shard, new ShardPosition(position.state(), position.gtids(), keys));
            }
            List<TableRule> rules =
                    copies ? tables.stream().map(TableRule::everything).toList() : request.rules();
            return new StreamRequest(Vgtid.of(positions), rules, request.tabletType());
        }
    },
    /** A position is believed before the transaction that it covers has ended. */
    BELIEVES_POSITIONS_EARLY {
        @Override
        List<VEvent> understood(List<VEvent> events) {
            List<VEvent> understood = new ArrayList<>();
            for (VEvent event : events) {
                understood.add(event);
                if (event.getType() == VEventType.VGTID) {
                    understood.add(event.toBuilder()
                            .clearVgtid()
                            .setType(VEventType.OTHER)
                            .build());
                }
            }
            return understood;
        }
    },
    /** What a copy delivers is inserted, whether or not events have brought it already. */
    INSERTS_WHAT_IT_COPIES {
        @Override
        List<VEvent> understood(List<VEvent> events) {
            return events.stream()
                    .map(event -> event.getType() == VEventType.ROW && event.getTimestamp() == 0
                            ? event.toBuilder().setTimestamp(1).build()
                            : event)
                    .toList();
        }
    },
    /** The entry of a table in table_p_ks is not looked at, so that its copy counts as done with the first position. */
    HIDES_LAST_KEYS {
        @Override
        List<VEvent> understood(List<VEvent> events) {
            List<VEvent> understood = new ArrayList<>();
            for (VEvent event : events) {
                VEvent.Builder changed = event.toBuilder();
                if (event.hasVgtid()) {
                    changed.getVgtidBuilder().getShardGtidsBuilderList().forEach(shard -> shard.clearTablePKs());
                }
                understood.add(changed.build());
            }
            return understood;
        }
    },
    /** A copy is resumed behind its last key, whatever the type of the key. */
    TRUSTS_EVERY_KEY {
        @Override
        TableInfo info(TableInfo info) {
            return new TableInfo(
                    info.name(),
                    info.primaryKey(),
                    info.notNullUniqueKeys(),
                    info.vindexColumns(),
                    info.vschemaType(),
                    info.cascadingForeignKey(),
                    info.estimatedRows(),
                    info.engine(),
                    true);
        }
    },
    /** A table that every shard holds whole is read from all of them. */
    READS_REFERENCE_TABLES_EVERYWHERE {
        @Override
        TableInfo info(TableInfo info) {
            boolean reference = info.vschemaType() == TableInfo.VschemaType.REFERENCE;
            return new TableInfo(
                    info.name(),
                    info.primaryKey(),
                    info.notNullUniqueKeys(),
                    reference ? info.primaryKey() : info.vindexColumns(),
                    reference ? TableInfo.VschemaType.NORMAL : info.vschemaType(),
                    info.cascadingForeignKey(),
                    info.estimatedRows(),
                    info.engine(),
                    info.resumableCopy());
        }
    },
    /** Tables stay in one stream though it goes where some of them have been: over shards that took over and handed back. */
    GOES_THERE_AND_BACK_TWICE {
        @Override
        UnaryOperator<List<VEvent>> understanding(VGtid start) {
            VGtid[] at = {start};
            return events -> {
                List<VEvent> understood = new ArrayList<>();
                for (VEvent event : events) {
                    if (event.hasVgtid()) {
                        if (!shards(at[0]).equals(shards(event.getVgtid()))) {
                            understood.add(
                                    event.toBuilder().setVgtid(end(at[0])).build());
                            understood.add(event.toBuilder()
                                    .clearVgtid()
                                    .setType(VEventType.OTHER)
                                    .build());
                        }
                        at[0] = event.getVgtid();
                    }
                    understood.add(event);
                }
                return understood;
            };
        }

        private static Set<String> shards(VGtid vgtid) {
            return vgtid.getShardGtidsList().stream().map(ShardGtid::getShard).collect(Collectors.toSet());
        }

        // As if it had passed all that any table has.
        private static VGtid end(VGtid vgtid) {
            VGtid.Builder end = vgtid.toBuilder();
            end.getShardGtidsBuilderList()
                    .forEach(shard -> shard.setGtid(shard.getGtid().replaceAll(":[^,]+", ":1-1000000")));
            return end.build();
        }
    },
    /** A TRUNCATE is none of the client's business, since no row event tells of it. */
    OVERLOOKS_TRUNCATE {
        @Override
        List<VEvent> understood(List<VEvent> events) {
            return unless(events, statement -> statement.regionMatches(true, 0, "TRUNCATE", 0, 8));
        }

        @Override
        SimKind kind() {
            return SimKind.SCHEMAS;
        }
    },
    /** A new column is null in old rows, whatever its default. */
    OVERLOOKS_DEFAULTS {
        @Override
        List<VEvent> understood(List<VEvent> events) {
            return events.stream()
                    .map(event -> event.toBuilder()
                            .setStatement(event.getStatement().replaceFirst("(NOT )?NULL DEFAULT '.*?'", "NULL"))
                            .build())
                    .toList();
        }

        @Override
        SimKind kind() {
            return SimKind.SCHEMAS;
        }
    },
    /** Statements are left out, and only columns that come with rows are believed. */
    OVERLOOKS_DDL {
        @Override
        List<VEvent> understood(List<VEvent> events) {
            return unless(events, statement -> true);
        }

        @Override
        SimKind kind() {
            return SimKind.SCHEMAS;
        }
    },
    /** What one shard tells of a table's columns is believed of all others, as long as their number is the same. */
    BELIEVES_COLUMNS_OF_OTHER_SHARDS {
        @Override
        UnaryOperator<List<VEvent>> understanding(VGtid start) {
            Map<String, FieldEvent> told = new HashMap<>();
            return events -> events.stream()
                    .map(event -> event.hasFieldEvent() ? believed(event, told) : event)
                    .toList();
        }

        private VEvent believed(VEvent event, Map<String, FieldEvent> told) {
            FieldEvent fields = event.getFieldEvent();
            FieldEvent other = told.put(fields.getTableName(), fields);
            return other == null || other.getFieldsCount() != fields.getFieldsCount()
                    ? event
                    : event.toBuilder().setFieldEvent(other).build();
        }

        @Override
        SimKind kind() {
            return SimKind.SCHEMAS;
        }
    },
    /** The catalog takes each commit, whatever the table has become since it was read: the last writer wins. */
    SWAPS_BLINDLY {
        @Override
        SimKind kind() {
            return SimKind.FAULTS;
        }
    };

    private static List<VEvent> unless(List<VEvent> events, Predicate<String> overlooked) {
        return events.stream()
                .map(event -> event.getType() == VEventType.DDL && overlooked.test(event.getStatement())
                        ? event.toBuilder()
                                .clearStatement()
                                .setType(VEventType.OTHER)
                                .build()
                        : event)
                .toList();
    }

    /** What finds it. */
    SimKind kind() {
        return SimKind.ROWS;
    }

    /**
     * How one stream's events are understood.
     *
     * @param start where it starts
     */
    UnaryOperator<List<VEvent>> understanding(VGtid start) {
        return this::understood;
    }

    StreamRequest request(StreamRequest request, List<String> tables) {
        return request;
    }

    List<VEvent> understood(List<VEvent> events) {
        return events;
    }

    TableInfo info(TableInfo info) {
        return info;
    }

    /** Plants what the mistake does to requests into a source of the given tables. */
    UnaryOperator<ChangeSource> in(List<String> tables) {
        return source -> new ChangeSource() {

            @Override
            public SourceStream open(StreamRequest request, Inbox inbox) {
                return source.open(Mistake.this.request(request, tables), inbox);
            }

            @Override
            public void close() {
                source.close();
            }
        };
    }
}
