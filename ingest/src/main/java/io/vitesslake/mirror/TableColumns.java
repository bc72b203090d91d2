package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.SchemaChange;
import io.vitesslake.change.TableShape;
import io.vitesslake.ddl.ChangePolicies.AddColumnDefault;
import io.vitesslake.ddl.ChangePolicies.DropColumn;
import io.vitesslake.ddl.ColumnChange;
import io.vitesslake.ddl.InitialValue;
import io.vitesslake.decode.ColumnMapping;
import io.vitesslake.decode.InitialDefaults;
import io.vitesslake.decode.RowFormat;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which columns a table has on each shard and in the lake, and how its rows are read. Shards change at different times, so the
 * lake has the union of their columns. A FIELD event is held against what the same shard told before, changed by the DDL
 * statements since: whatever is not accounted for needs a new copy. Belongs to the loop's thread.
 */
final class TableColumns {

    private final ValueLosses losses = new ValueLosses();
    private final SortedMap<Shard, ShardColumns> shards = new TreeMap<>();
    private final Map<Shard, ToldColumns> postponed = new HashMap<>();
    private TableSetup setup;
    private Optional<TableShape> shape = Optional.empty();
    // Lake columns whose source columns were renamed since the last checkpoint of a schema: not dropped, but gone.
    private final Set<String> superseded = new HashSet<>();

    TableColumns(TableSetup setup) {
        this.setup = setup;
    }

    /** Counts what the table's policies lose of its values in this process. */
    ValueLosses losses() {
        return losses;
    }

    /** Nothing is known: the table is copied from its start. */
    void clear(TableSetup newSetup) {
        setup = newSetup;
        shape = Optional.empty();
        shards.clear();
        postponed.clear();
    }

    /**
     * What the lake knows.
     *
     * @param saved by shard: source column → lake column
     * @param pending of those shards for which there is something
     * @param keepTold whether this process goes on at the very place where it was
     */
    void resume(
            Optional<TableShape> lake,
            SortedMap<Shard, Map<String, String>> saved,
            Map<Shard, PendingDdl> pending,
            boolean keepTold) {
        SortedMap<Shard, ShardColumns> before = new TreeMap<>(shards);
        shape = lake;
        shards.clear();
        postponed.clear();
        superseded.clear();
        saved.forEach((shard, names) -> {
            PendingDdl ddl = pending.getOrDefault(shard, PendingDdl.NONE);
            ShardColumns columns = ShardColumns.of(names, ddl);
            if (keepTold && before.containsKey(shard)) {
                columns.definitions().takeOver(before.get(shard).definitions());
            }
            shards.put(shard, columns);
        });
    }

    /** Shape in the lake as it is, or will be with the next checkpoint; empty before the first FIELD event. */
    Optional<TableShape> shape() {
        return shape;
    }

    /** A stream is opened, which tells all columns again. */
    void forgetFormats() {
        shards.values().forEach(ShardColumns::forgetFormat);
        postponed.clear();
    }

    /** Columns as a shard had them before: they count only if nothing else is told until they are needed. */
    void postpone(Shard shard, ToldColumns told) {
        postponed.put(shard, told);
    }

    void forgetPostponed(Shard shard) {
        postponed.remove(shard);
    }

    Optional<ToldColumns> takePostponed(Shard shard) {
        return Optional.ofNullable(postponed.remove(shard));
    }

    /**
     * How rows of a shard are read.
     *
     * @throws CodedException SOURCE {@code row-before-fields}, when it has told no columns on this stream
     */
    RowFormat format(Shard shard) {
        return Optional.ofNullable(shards.get(shard))
                .flatMap(ShardColumns::format)
                .orElseThrow(() -> new CodedException(
                        ErrorCode.SOURCE,
                        "row-before-fields",
                        "Cannot read a row of " + setup.table() + " on " + shard
                                + ": VTGate sent no FIELD event before it. Start again; if it happens again, report it"
                                + " with a recording of the stream."));
    }

    /**
     * A shard tells its columns.
     *
     * @param empty whether the lake has no rows of the table that count
     * @throws CodedException SOURCE, when a column cannot be mirrored at all
     */
    Evolution tell(Shard shard, ToldColumns told, boolean empty) {
        List<SourceColumn> columns = told.columns();
        postponed.remove(shard);
        boolean fresh = shape.isEmpty() || empty && !shards.containsKey(shard);
        ShardColumns known = fresh ? new ShardColumns() : of(shard);
        if (known.hasTold(columns)) {
            return Evolution.FOLLOWED;
        }
        if (shape.isEmpty()) {
            shape = Optional.of(setup.shape(shard, columns));
        }
        List<SourceColumn> included = setup.included(columns);
        Optional<String> broken = unaccounted(shard, known, included, fresh);
        if (broken.isPresent()) {
            return new Evolution.NeedsCopy(broken.get());
        }
        SchemaChange change = change(shard, known, included);
        if (!change.isNone()) {
            return new Evolution.NeedsCheckpoint(change);
        }
        return comeWithValues(shard, known, told, included);
    }

    /** Columns that give old rows a value come behind a checkpoint, before their first row; then all is as told. */
    private Evolution comeWithValues(Shard shard, ShardColumns known, ToldColumns told, List<SourceColumn> included) {
        List<Column> added = new ArrayList<>();
        for (SourceColumn column : included) {
            InitialValue pending = known.added().getOrDefault(column.name(), InitialValue.NULL);
            boolean isNew = !known.names().containsKey(column.name());
            if (!isNew || pending.kind() == InitialValue.Kind.NULL) {
                continue;
            }
            ColumnType type = typeOf(shard, column);
            Optional<Object> value = InitialDefaults.value(ColumnMapping.declared(column), type, pending.text());
            if (value.isEmpty()) {
                return new Evolution.NeedsCopy(shard + " added column " + column.name() + " with a value in old rows");
            }
            if (lakeColumn(known, column.name()).isEmpty()) {
                added.add(new Column(column.name(), type, false, value));
            }
        }
        if (!added.isEmpty()) {
            return new Evolution.NeedsCheckpoint(SchemaChange.adding(added));
        }
        take(shard, known, told);
        return Evolution.FOLLOWED;
    }

    // What a shard has that has not spoken before: after a reshard, the same as those before it.
    private ShardColumns of(Shard shard) {
        ShardColumns known = shards.get(shard);
        if (known != null) {
            return known;
        }
        return shards.values().stream().findFirst().map(ShardColumns::copy).orElseGet(this::ofLake);
    }

    // A checkpoint from before any shard has spoken.
    private ShardColumns ofLake() {
        ShardColumns columns = new ShardColumns();
        shape.orElseThrow().columns().forEach(column -> columns.names().put(column.name(), column.name()));
        return columns;
    }

    /** Why the columns told are not those known, changed by the DDL statements seen; empty if they are. */
    private Optional<String> unaccounted(Shard shard, ShardColumns known, List<SourceColumn> columns, boolean fresh) {
        Set<String> names = new HashSet<>();
        for (SourceColumn column : columns) {
            names.add(column.name());
            boolean isNew = !known.names().containsKey(column.name());
            if (isNew && !fresh && !known.added().containsKey(column.name())) {
                return Optional.of(shard + " has a column " + column.name() + " of whose addition nothing was told");
            }
            if (isNew && known.dropped().contains(column.name())) {
                return Optional.of(shard + " has dropped column " + column.name() + " and has it again");
            }
        }
        for (String name : known.names().keySet()) {
            if (!names.contains(name)) {
                return Optional.of(shard + " has no column " + name + " any more, of which nothing was told");
            }
        }
        return known.definitions()
                .differs(columns)
                .map(what -> shard + " " + what)
                .or(() -> otherType(shard, known, columns));
    }

    private Optional<String> otherType(Shard shard, ShardColumns known, List<SourceColumn> columns) {
        for (SourceColumn column : columns) {
            Optional<Column> lake = lakeColumn(known, column.name());
            ColumnType type = typeOf(shard, column);
            if (lake.isPresent()
                    && !lake.get().type().holds(type)
                    && !(type.holds(lake.get().type()) && known.names().containsKey(column.name()))) {
                return Optional.of("column " + column.name() + " of " + shard + " is " + type + ", in the lake "
                        + lake.get().type());
            }
        }
        return Optional.empty();
    }

    private ColumnType typeOf(Shard shard, SourceColumn column) {
        return ColumnMapping.column(shard, setup.table(), column, setup.values())
                .type();
    }

    // A column that the shard has new is another shard's column of that name, if one has it.
    private Optional<Column> lakeColumn(ShardColumns known, String name) {
        String lake = known.names().getOrDefault(name, name);
        int index = shape.orElseThrow().indexOf(lake);
        boolean live = known.names().containsKey(name) || shards.isEmpty() || isLive(lake);
        return index < 0 || !live
                ? Optional.empty()
                : Optional.of(shape.get().columns().get(index));
    }

    /** Lake columns that a new copy has no use for, since their source columns have other names. */
    Set<String> superseded() {
        return Set.copyOf(superseded);
    }

    /** The table is a new copy of one with these {@link #superseded} columns. */
    void supersede(Set<String> lakeColumns) {
        superseded.addAll(lakeColumns);
    }

    private boolean isLive(String lake) {
        return shards.values().stream().anyMatch(shard -> shard.names().containsValue(lake));
    }

    /** What must happen to the lake's columns before these can be read. */
    private SchemaChange change(Shard shard, ShardColumns known, List<SourceColumn> columns) {
        Map<String, ColumnType> widened = new HashMap<>();
        Map<String, String> renamed = new HashMap<>();
        for (SourceColumn column : columns) {
            Optional<Column> lake = lakeColumn(known, column.name());
            ColumnType type = typeOf(shard, column);
            if (lake.isPresent() && !lake.get().type().holds(type)) {
                widened.put(lake.get().name(), type);
            } else if (lake.isEmpty()) {
                // One that the source dropped, or that somebody else added, stands in the way.
                homonym(column.name()).ifPresent(other -> renamed.put(other, freeName(other)));
            }
        }
        return new SchemaChange(renamed, widened, Set.of());
    }

    private Optional<String> homonym(String name) {
        return shape.orElseThrow().homonym(name).map(Column::name);
    }

    private String freeName(String name) {
        String free = name + "_dropped";
        for (int i = 2; homonym(free).isPresent(); i++) {
            free = name + "_dropped_" + i;
        }
        return free;
    }

    private void take(Shard shard, ShardColumns known, ToldColumns told) {
        List<Column> merged = new ArrayList<>(shape.orElseThrow().columns());
        List<SourceColumn> asInLake = new ArrayList<>();
        for (SourceColumn column : told.columns()) {
            if (setup.policy().excludes(column.name())) {
                // No lake column has this name, so that it is passed over.
                asInLake.add(column.named(""));
                continue;
            }
            String lake = known.names().computeIfAbsent(column.name(), name -> name);
            asInLake.add(column.named(lake));
            if (shape.get().indexOf(lake) < 0) {
                merged.add(ColumnMapping.column(shard, setup.table(), column, setup.values()));
            }
        }
        TableShape wider = new TableShape(merged, shape.get().key());
        shards.put(shard, known);
        Set<String> initial = yetToBeAdded(known, wider);
        known.tell(told, new RowFormat(shard, setup.table(), asInLake, wider, initial, setup.values(), losses));
        shape = Optional.of(wider);
    }

    /** Lake columns with a value for old rows that other shards have added and this one has neither added nor dropped. */
    private Set<String> yetToBeAdded(ShardColumns known, TableShape lake) {
        Set<String> columns = new HashSet<>();
        for (Column column : lake.columns()) {
            boolean has = known.names().containsValue(column.name())
                    || known.dropped().contains(column.name());
            if (column.initial().isPresent() && !has && isLive(column.name())) {
                columns.add(column.name());
            }
        }
        return columns;
    }

    /**
     * A DDL statement changed columns of a shard.
     *
     * @param inspector tells what they are now
     * @param lakeGivesDefaults whether the lake's format knows of values for old rows
     * @throws CodedException SOURCE {@code excluded-column-renamed}, or when the source does not answer
     */
    Evolution change(DdlEvent event, TableInspector inspector, boolean lakeGivesDefaults) {
        if (shape.isEmpty() || shards.isEmpty()) {
            return Evolution.FOLLOWED;
        }
        Shard shard = event.shard();
        ShardColumns known = of(shard);
        shards.put(shard, known);
        if (!event.ddl().columns().isEmpty()) {
            // The next columns told are others, even if they read the same.
            known.forgetFormat();
        }
        for (ColumnChange change : event.ddl().columns()) {
            if (change instanceof ColumnChange.Renamed renamed) {
                known.find(renamed.from())
                        .map(known.names()::get)
                        .filter(lake -> !lake.equals(renamed.to()))
                        .ifPresent(superseded::add);
            }
        }
        boolean defaults = lakeGivesDefaults && setup.changes().addColumnDefault() == AddColumnDefault.INITIAL_DEFAULT;
        DdlEffect effect = new DdlEffect(setup, known, event, inspector, defaults);
        Optional<String> broken = effect.apply().or(() -> otherValue(known));
        if (broken.isPresent()) {
            return new Evolution.NeedsCopy(shard + " " + broken.get());
        }
        return inLake(known, effect);
    }

    /** Why shards do not agree on what old rows have in a column that this one has just added; empty if they do. */
    private Optional<String> otherValue(ShardColumns known) {
        for (Map.Entry<String, InitialValue> added : known.added().entrySet()) {
            String name = added.getKey();
            InitialValue value = added.getValue();
            boolean pends = shards.values().stream()
                    .map(other -> other.added().get(name))
                    .anyMatch(other -> other != null && !other.equals(value));
            Optional<Column> lake = shape.orElseThrow().homonym(name).filter(column -> isLive(column.name()));
            if (pends || lake.isPresent() && !isInitialOf(lake.get(), value)) {
                return Optional.of("added column " + name + " with another value in old rows than "
                        + (pends ? "another shard" : "the lake's column has"));
            }
        }
        return Optional.empty();
    }

    private static boolean isInitialOf(Column lake, InitialValue value) {
        return value.kind() == InitialValue.Kind.NULL
                ? lake.initial().isEmpty()
                : lake.initial().isPresent() && lake.initial().equals(InitialDefaults.value(lake.type(), value.text()));
    }

    /** What the lake's columns need after a shard has renamed or dropped some of its own. */
    private Evolution inLake(ShardColumns known, DdlEffect effect) {
        Map<String, String> renamed = new HashMap<>();
        for (String column : effect.renamed()) {
            String lake = known.names().get(column);
            if (!lake.equals(column)) {
                renamed.put(lake, column);
            }
        }
        for (String to : List.copyOf(renamed.values())) {
            Optional<String> other = homonym(to).filter(name -> !renamed.containsKey(name));
            if (other.isPresent() && isLive(other.get())) {
                return new Evolution.NeedsCopy("another shard has a column " + other.get() + " of its own");
            }
            other.ifPresent(name -> renamed.put(name, freeName(name)));
        }
        Set<String> gone = new HashSet<>();
        for (String lake : effect.dropped()) {
            if (isLive(lake)) {
                known.dropped().add(lake);
            } else {
                shards.values().forEach(other -> other.dropped().remove(lake));
                gone.add(lake);
            }
        }
        boolean drop = setup.changes().dropColumn() == DropColumn.DROP;
        SchemaChange change = new SchemaChange(renamed, Map.of(), drop ? gone : Set.of());
        return change.isNone() ? Evolution.FOLLOWED : new Evolution.NeedsCheckpoint(change);
    }

    /**
     * Columns of each shard, source → lake.
     *
     * @param now shards to tell of; one that has not spoken yet has what the others have
     * @param change what the lake's columns are about to become
     */
    SortedMap<Shard, Map<String, String>> names(Set<Shard> now, SchemaChange change) {
        SortedMap<Shard, Map<String, String>> names = new TreeMap<>();
        if (!shards.isEmpty()) {
            for (Shard shard : now) {
                Map<String, String> ofShard = new TreeMap<>();
                ShardColumns columns = of(shard);
                columns.names().forEach((source, lake) -> ofShard.put(source, change.nameOf(lake)));
                change.added().stream()
                        .map(Column::name)
                        .filter(columns.added()::containsKey)
                        .forEach(name -> ofShard.put(name, name));
                names.put(shard, ofShard);
            }
        }
        return names;
    }

    /** Of those shards for which there is something. */
    SortedMap<Shard, PendingDdl> pending(Set<Shard> now, SchemaChange change) {
        SortedMap<Shard, PendingDdl> pending = new TreeMap<>();
        if (!shards.isEmpty()) {
            for (Shard shard : now) {
                PendingDdl ddl = of(shard).pending().after(change);
                if (!ddl.isNone()) {
                    pending.put(shard, ddl);
                }
            }
        }
        return pending;
    }
}
