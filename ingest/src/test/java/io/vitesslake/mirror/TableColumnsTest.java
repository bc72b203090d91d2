package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.vitess.proto.Query;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.SchemaChange;
import io.vitesslake.ddl.ChangePolicies;
import io.vitesslake.ddl.ChangePolicies.AddColumnDefault;
import io.vitesslake.ddl.ChangePolicies.DropColumn;
import io.vitesslake.ddl.ChangePolicies.OnForeignChange;
import io.vitesslake.ddl.ChangePolicies.OnIncompatibleSchema;
import io.vitesslake.ddl.ChangePolicies.OnPartialImage;
import io.vitesslake.ddl.ChangePolicies.OnPurgedBinlog;
import io.vitesslake.ddl.ChangePolicies.OnTruncate;
import io.vitesslake.ddl.DdlParser;
import io.vitesslake.ddl.TableDdl;
import io.vitesslake.decode.ColumnMapping;
import io.vitesslake.decode.RowCursor;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.tables.DeleteMode;
import io.vitesslake.tables.TableOptions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TableColumnsTest {

    private static final int INT32 = 263;
    private static final int INT64 = 265;
    private static final int VARCHAR = 6165;
    private static final Instant TOLD_AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final Shard LOW = new Shard("commerce", "-80");
    private static final Shard HIGH = new Shard("commerce", "80-");
    private static final Shard NEW = new Shard("commerce", "-40");
    private static final SourceColumn ID = new SourceColumn("id", INT64, "bigint", 63, 1, 20, 0);
    private static final SourceColumn QTY = new SourceColumn("qty", INT32, "int", 63, 0, 11, 0);
    private static final SourceColumn WIDE_QTY = new SourceColumn("qty", INT64, "bigint", 63, 0, 20, 0);
    private static final SourceColumn EXTRA = new SourceColumn("extra", INT32, "int", 63, 0, 11, 0);
    private static final SourceColumn NOTE = varchar("note", 20);

    private final TableColumns columns = running(setup(DropColumn.KEEP, Set.of()));

    @Test
    void aNullableColumnIsAppendedOnceTheStatementAndTheNewColumnsHaveCome() {
        assertThat(ddl(LOW, "alter table orders add column extra varchar(20)")).isEqualTo(Evolution.FOLLOWED);
        assertThat(tell(LOW, ID, QTY, NOTE, varchar("extra", 20))).isEqualTo(Evolution.FOLLOWED);
        assertThat(names()).containsExactly("id", "qty", "note", "extra");
        assertThat(tell(HIGH, ID, QTY, NOTE)).isEqualTo(Evolution.FOLLOWED);
    }

    @Test
    void theOtherShardsColumnOfThatNameIsTheSame() {
        ddl(LOW, "alter table orders add column extra varchar(20)");
        tell(LOW, ID, QTY, NOTE, varchar("extra", 20));
        ddl(HIGH, "alter table orders add column extra varchar(20) null");
        assertThat(tell(HIGH, ID, QTY, NOTE, varchar("extra", 20))).isEqualTo(Evolution.FOLLOWED);
        assertThat(names()).containsExactly("id", "qty", "note", "extra");
    }

    @Test
    void aColumnOfWhoseAdditionNoStatementToldNeedsACopy() {
        assertCopy(tell(LOW, ID, QTY, NOTE, varchar("extra", 20)), "extra");
    }

    @Test
    void aColumnWithAValueInOldRowsNeedsACopy() {
        for (String definition : List.of("int not null", "int default 5", "timestamp default current_timestamp")) {
            assertCopy(ddl(LOW, "alter table orders add column extra " + definition), "extra with a value in old rows");
        }
    }

    @Test
    void aColumnWithAConstantComesBehindACheckpointWithTheConstantInOldRows() {
        TableColumns giving = running(setup(AddColumnDefault.INITIAL_DEFAULT));
        assertThat(addExtra(giving, LOW, "5")).isEqualTo(Evolution.FOLLOWED);
        Column extra = new Column("extra", ColumnType.INT, false, Optional.of(5L));
        SchemaChange change = SchemaChange.adding(List.of(extra));
        assertThat(giving.tell(LOW, told(ID, QTY, NOTE, EXTRA), false))
                .isEqualTo(new Evolution.NeedsCheckpoint(change));

        restart(giving, change);
        assertThat(giving.tell(LOW, told(ID, QTY, NOTE, EXTRA), false)).isEqualTo(Evolution.FOLLOWED);
        assertThat(giving.tell(HIGH, told(ID, QTY, NOTE), false)).isEqualTo(Evolution.FOLLOWED);
        assertThat(giving.shape().orElseThrow().columns()).contains(extra);
        assertThat(readExtra(giving, HIGH))
                .as("a row of a shard that lacks the column")
                .isEqualTo(5);

        addExtra(giving, HIGH, "05");
        assertThat(giving.tell(HIGH, told(ID, QTY, NOTE, EXTRA), false)).isEqualTo(Evolution.FOLLOWED);
    }

    private static long readExtra(TableColumns columns, Shard shard) {
        byte[] row = Query.Row.newBuilder()
                .addAllLengths(List.of(1L, 1L, 1L))
                .setValues(ByteString.copyFromUtf8("123"))
                .build()
                .toByteArray();
        RowCursor cursor = new RowCursor();
        cursor.open(columns.format(shard), row, 0, row.length);
        assertThat(cursor.isNullAt(3)).isFalse();
        return cursor.longAt(3);
    }

    @Test
    void shardsThatGiveOldRowsDifferentValuesNeedACopy() {
        for (String definition : List.of("int default 6", "int")) {
            String other = "alter table orders add column extra " + definition;
            TableColumns told = running(setup(AddColumnDefault.INITIAL_DEFAULT));
            addExtra(told, LOW, "5");
            assertCopy(ddl(told, HIGH, other, declaredExtra("6"), true), "in old rows than another shard");

            TableColumns saved = running(setup(AddColumnDefault.INITIAL_DEFAULT));
            addExtra(saved, LOW, "5");
            restart(saved, SchemaChange.adding(List.of(new Column("extra", ColumnType.INT, false, Optional.of(5L)))));
            assertCopy(ddl(saved, HIGH, other, declaredExtra("6"), true), "in old rows than the lake's column has");
        }
    }

    @Test
    void aConstantThatTheLakeHasNotInOldRowsNeedsACopy() {
        TableColumns giving = running(setup(AddColumnDefault.INITIAL_DEFAULT));
        ddl(giving, LOW, "alter table orders add column extra int", declaredExtra(null), true);
        giving.tell(LOW, told(ID, QTY, NOTE, EXTRA), false);
        assertCopy(addExtra(giving, HIGH, "5"), "than the lake's column has");
    }

    @Test
    void aConstantThatMysqlDidNotKeepAsWrittenNeedsACopy() {
        TableColumns giving = running(setup(AddColumnDefault.INITIAL_DEFAULT));
        String statement = "alter table orders add column extra decimal(5,2) default 1.005";
        DeclaredColumn rounded =
                new DeclaredColumn("extra", "decimal(5,2)", Optional.empty(), false, Optional.of("1.01"));
        assertCopy(ddl(giving, LOW, statement, rounded, true), "extra with a value in old rows");
    }

    @Test
    void aConstantNeedsACopyWhereTheLakeOrThePolicyHasNoInitialDefaults() {
        String statement = "alter table orders add column extra int default 5";
        TableColumns giving = running(setup(AddColumnDefault.INITIAL_DEFAULT));
        assertCopy(ddl(giving, LOW, statement, declaredExtra("5"), false), "extra with a value in old rows");
        assertCopy(ddl(columns, LOW, statement, declaredExtra("5"), true), "extra with a value in old rows");
    }

    @Test
    void aColumnThatIsGoneWithoutAStatementNeedsACopy() {
        assertCopy(tell(LOW, ID, QTY), "note");
    }

    @Test
    void aDroppedColumnStaysInTheLake() {
        assertThat(ddl(LOW, "alter table orders drop column note")).isEqualTo(Evolution.FOLLOWED);
        assertThat(tell(LOW, ID, QTY)).isEqualTo(Evolution.FOLLOWED);
        assertThat(names()).containsExactly("id", "qty", "note");
    }

    @Test
    void whereItIsToGoItGoesWithTheLastShardsColumn() {
        TableColumns dropping = running(setup(DropColumn.DROP, Set.of()));
        assertThat(ddl(dropping, LOW, "alter table orders drop column note")).isEqualTo(Evolution.FOLLOWED);
        assertThat(ddl(dropping, HIGH, "alter table orders drop column note"))
                .isEqualTo(new Evolution.NeedsCheckpoint(new SchemaChange(Map.of(), Map.of(), Set.of("note"))));
    }

    @Test
    void aShardThatDropsAColumnAndHasItAgainNeedsACopyAsLongAsAnotherHasTheOldOne() {
        ddl(LOW, "alter table orders drop column note");
        tell(LOW, ID, QTY);
        ddl(LOW, "alter table orders add column note varchar(20)");
        assertCopy(tell(LOW, ID, QTY, NOTE), "note and has it again");
    }

    @Test
    void aColumnThatIsDroppedAndAddedJustAsItWasIsAnother() {
        String statement = "alter table orders drop column note, add column note varchar(20)";
        assertThat(ddl(LOW, statement)).isEqualTo(Evolution.FOLLOWED);
        assertCopy(tell(LOW, ID, QTY, NOTE), "note and has it again");
        assertThat(ddl(HIGH, statement)).isEqualTo(Evolution.FOLLOWED);
        assertThat(tell(HIGH, ID, QTY, NOTE))
                .isEqualTo(new Evolution.NeedsCheckpoint(
                        new SchemaChange(Map.of("note", "note_dropped"), Map.of(), Set.of())));
    }

    @Test
    void aKeptColumnMakesWayForANewOneOfItsName() {
        for (Shard shard : List.of(LOW, HIGH)) {
            ddl(shard, "alter table orders drop column note");
            tell(shard, ID, QTY);
        }
        ddl(LOW, "alter table orders add column note int");
        assertThat(tell(LOW, ID, QTY, new SourceColumn("note", INT32, "int", 63, 0, 11, 0)))
                .isEqualTo(new Evolution.NeedsCheckpoint(
                        new SchemaChange(Map.of("note", "note_dropped"), Map.of(), Set.of())));
    }

    @Test
    void aRenamedColumnKeepsItsPlaceAndTheShardThatLagsIsReadByTheOldName() {
        SchemaChange change = new SchemaChange(Map.of("note", "remark"), Map.of(), Set.of());
        assertThat(ddl(LOW, "alter table orders rename column note to remark"))
                .isEqualTo(new Evolution.NeedsCheckpoint(change));
        restart(change);
        assertThat(names()).containsExactly("id", "qty", "remark");
        assertThat(tell(LOW, ID, QTY, varchar("remark", 20))).isEqualTo(Evolution.FOLLOWED);
        assertThat(tell(HIGH, ID, QTY, NOTE)).isEqualTo(Evolution.FOLLOWED);
        assertThat(ddl(HIGH, "alter table orders change note remark varchar(20)", varchar("remark", 20)))
                .isEqualTo(Evolution.FOLLOWED);
        assertThat(names()).containsExactly("id", "qty", "remark");
    }

    @Test
    void twoColumnsSwapTheirNames() {
        assertThat(ddl(LOW, "alter table orders rename column note to qty, rename column qty to note"))
                .isEqualTo(new Evolution.NeedsCheckpoint(
                        new SchemaChange(Map.of("note", "qty", "qty", "note"), Map.of(), Set.of())));
    }

    @Test
    void aWiderIntegerWidensTheLakeColumnAndTheShardThatLagsFits() {
        assertThat(ddl(LOW, "alter table orders modify qty bigint", WIDE_QTY)).isEqualTo(Evolution.FOLLOWED);
        SchemaChange change = new SchemaChange(Map.of(), Map.of("qty", ColumnType.LONG), Set.of());
        assertThat(tell(LOW, ID, WIDE_QTY, NOTE)).isEqualTo(new Evolution.NeedsCheckpoint(change));
        restart(change);
        assertThat(tell(LOW, ID, WIDE_QTY, NOTE)).isEqualTo(Evolution.FOLLOWED);
        assertThat(tell(HIGH, ID, QTY, NOTE)).isEqualTo(Evolution.FOLLOWED);
        assertThat(columns.shape().orElseThrow().columns()).contains(new Column("qty", ColumnType.LONG, false));
    }

    @Test
    void aTypeThatTheLakeColumnCannotTakeNeedsACopy() {
        SourceColumn text = varchar("qty", 20);
        assertCopy(ddl(LOW, "alter table orders modify qty varchar(20)", text), "varchar(20) from int");
    }

    @Test
    void aLongerTextIsFollowedAndAShorterOneNeedsACopy() {
        SourceColumn longer = varchar("note", 30);
        assertThat(ddl(LOW, "alter table orders modify note varchar(30)", longer))
                .isEqualTo(Evolution.FOLLOWED);
        assertThat(tell(LOW, ID, QTY, longer)).isEqualTo(Evolution.FOLLOWED);
        SourceColumn shorter = varchar("note", 10);
        assertCopy(ddl(LOW, "alter table orders modify note varchar(10)", shorter), "varchar(10) from varchar(30)");
    }

    @Test
    void aTypeThatChangedWithoutAStatementNeedsACopy() {
        assertCopy(tell(LOW, ID, QTY, varchar("note", 30)), "of which nothing was told");
    }

    @Test
    void newColumnsBeforeTheStatementThatMadeThemNeedACopy() {
        assertCopy(ddl(LOW, "alter table orders rename column remark to note"), "--track-schema-versions");
        assertCopy(ddl(LOW, "alter table orders add column note varchar(20)"), "--track-schema-versions");
        assertCopy(ddl(LOW, "alter table orders drop column remark"), "--track-schema-versions");
        assertCopy(ddl(HIGH, "alter table orders modify note varchar(20)", NOTE), "had told it so before");
    }

    @Test
    void aStatementThatLeavesTheColumnsAsTheyAreIsFollowedIfTheyWereToldLongBeforeIt() {
        String comment = "alter table orders modify note varchar(20) comment 'x'";
        assertThat(ddl(columns, LOW, comment, TOLD_AT.plusSeconds(61), NOTE)).isEqualTo(Evolution.FOLLOWED);
        assertCopy(ddl(columns, HIGH, comment, TOLD_AT.plusSeconds(60), NOTE), "had told it so before");
    }

    @Test
    void thereAndBackBeforeAnybodyAskedNeedsACopy() {
        Instant later = TOLD_AT.plusSeconds(61);
        String there = "alter table orders modify note varchar(5)";
        String back = "alter table orders modify note varchar(20)";
        assertThat(ddl(columns, LOW, there, later, NOTE)).isEqualTo(Evolution.FOLLOWED);
        assertCopy(ddl(columns, LOW, back, later, NOTE), "had told it so before");
    }

    @Test
    void aChangeOfWhichNobodyKnowsWhatWasBeforeNeedsACopy() {
        TableColumns resumed = new TableColumns(setup(DropColumn.KEEP, Set.of()));
        resumed.resume(columns.shape(), columns.names(Set.of(LOW, HIGH), SchemaChange.NONE), Map.of(), false);
        assertCopy(ddl(resumed, LOW, "alter table orders modify note varchar(30)"), "what it was before is not known");
    }

    @Test
    void whatAStatementToldOutlivesTheProcessUntilTheColumnsAreTold() {
        ddl(LOW, "alter table orders add column extra varchar(20), drop column note");
        TableColumns resumed = new TableColumns(setup(DropColumn.KEEP, Set.of()));
        Set<Shard> shards = Set.of(LOW, HIGH);
        resumed.resume(
                columns.shape(),
                columns.names(shards, SchemaChange.NONE),
                columns.pending(shards, SchemaChange.NONE),
                false);
        assertThat(resumed.tell(LOW, told(ID, QTY, varchar("extra", 20)), false))
                .isEqualTo(Evolution.FOLLOWED);
        assertThat(resumed.tell(HIGH, told(ID, QTY, NOTE), false)).isEqualTo(Evolution.FOLLOWED);
    }

    @Test
    void shardsOfAReshardHaveWhatThoseBeforeThemHad() {
        assertThat(columns.names(Set.of(NEW), SchemaChange.NONE).get(NEW)).containsOnlyKeys("id", "qty", "note");
        assertThat(tell(NEW, ID, QTY, NOTE)).isEqualTo(Evolution.FOLLOWED);
        assertCopy(tell(NEW, ID, QTY, NOTE, varchar("extra", 20)), "extra");
    }

    @Test
    void aTableCopiedFromItsStartHasNoOldRowsToReadWrongly() {
        TableColumns fresh = new TableColumns(setup(DropColumn.KEEP, Set.of()));
        assertThat(fresh.tell(LOW, told(ID, QTY), true)).isEqualTo(Evolution.FOLLOWED);
        assertThat(fresh.tell(HIGH, told(NOTE, ID), true)).isEqualTo(Evolution.FOLLOWED);
        assertThat(fresh.shape().orElseThrow().columns())
                .extracting(Column::name)
                .containsExactly("id", "qty", "note");
    }

    @Test
    void anExcludedColumnIsNoColumnWhateverStatementsDoToIt() {
        TableColumns excluding = running(setup(DropColumn.KEEP, Set.of("Note", "pin")));
        assertThat(excluding.shape().orElseThrow().columns())
                .extracting(Column::name)
                .containsExactly("id", "qty");
        assertThat(ddl(excluding, LOW, "alter table orders add column pin int not null, modify note text"))
                .isEqualTo(Evolution.FOLLOWED);
        assertThat(ddl(excluding, LOW, "alter table orders drop column note")).isEqualTo(Evolution.FOLLOWED);
        assertThatThrownBy(() -> ddl(excluding, HIGH, "alter table orders rename column note to remark"))
                .hasMessageContainingAll("excluded column note", "Add remark to tables.orders.columns.exclude");
    }

    @Test
    void aColumnThatWasExcludedNeedsACopyToGetIn() {
        TableColumns excluding = running(setup(DropColumn.KEEP, Set.of("note")));
        TableColumns resumed = new TableColumns(setup(DropColumn.KEEP, Set.of()));
        resumed.resume(excluding.shape(), excluding.names(Set.of(LOW), SchemaChange.NONE), Map.of(), false);
        assertCopy(resumed.tell(LOW, told(ID, QTY, NOTE), false), "note");
    }

    @Test
    void aLakeThatHoldsDocumentsAsTextIsCopiedAgainWhenTheyAreToBeVariants() {
        SourceColumn document = new SourceColumn("j", 2078, "json", 63, 0, 0, 0);
        TableColumns text = new TableColumns(setup(DropColumn.KEEP, Set.of()));
        text.tell(LOW, told(ID, document), true);
        TablePolicy policy = new TablePolicy(
                "orders",
                List.of(),
                Set.of(),
                TableOptions.DEFAULT,
                TestTables.VARIANTS,
                ChangePolicies.DEFAULT,
                DeleteMode.EQUALITY);
        TableColumns resumed = new TableColumns(
                new TableSetup(new TableIdentity("commerce", "orders"), List.of("id"), policy, 0, false, true));
        resumed.resume(text.shape(), text.names(Set.of(LOW), SchemaChange.NONE), Map.of(), false);
        assertCopy(
                resumed.tell(LOW, told(ID, document), false),
                "column j of commerce/-80 is variant, in the lake string");
    }

    private static void assertCopy(Evolution evolution, String why) {
        assertThat(evolution)
                .isInstanceOfSatisfying(
                        Evolution.NeedsCopy.class,
                        copy -> assertThat(copy.why()).contains(why));
    }

    private static TableSetup setup(DropColumn dropColumn, Set<String> excluded) {
        return setup(dropColumn, excluded, AddColumnDefault.RECOPY);
    }

    private static TableSetup setup(AddColumnDefault addColumnDefault) {
        return setup(DropColumn.KEEP, Set.of(), addColumnDefault);
    }

    private static TableSetup setup(DropColumn dropColumn, Set<String> excluded, AddColumnDefault addColumnDefault) {
        ChangePolicies changes = new ChangePolicies(
                OnTruncate.APPLY,
                OnIncompatibleSchema.RECOPY,
                dropColumn,
                OnPartialImage.HALT,
                OnPurgedBinlog.HALT,
                addColumnDefault,
                OnForeignChange.WARN);
        TablePolicy policy = new TablePolicy(
                "orders",
                List.of(),
                excluded,
                TableOptions.DEFAULT,
                ValuePolicies.DEFAULT,
                changes,
                DeleteMode.EQUALITY);
        return new TableSetup(new TableIdentity("commerce", "orders"), List.of("id"), policy, 0, false, true);
    }

    /** Both shards have told id, qty and note. */
    private static TableColumns running(TableSetup setup) {
        TableColumns columns = new TableColumns(setup);
        columns.tell(LOW, told(ID, QTY, NOTE), true);
        columns.tell(HIGH, told(ID, QTY, NOTE), true);
        return columns;
    }

    /** What a checkpoint with a schema change and the new stream behind it do. */
    private void restart(SchemaChange change) {
        restart(columns, change);
    }

    private static void restart(TableColumns columns, SchemaChange change) {
        Set<Shard> shards = Set.of(LOW, HIGH);
        SortedMap<Shard, PendingDdl> pending = columns.pending(shards, change);
        SortedMap<Shard, Map<String, String>> names = columns.names(shards, change);
        columns.resume(Optional.of(change.applyTo(columns.shape().orElseThrow())), names, new TreeMap<>(pending), true);
    }

    private List<String> names() {
        return columns.shape().orElseThrow().columns().stream()
                .map(Column::name)
                .toList();
    }

    private Evolution tell(Shard shard, SourceColumn... told) {
        return columns.tell(shard, told(told), false);
    }

    private Evolution ddl(Shard shard, String statement, SourceColumn... now) {
        return ddl(columns, shard, statement, now);
    }

    private static Evolution ddl(TableColumns columns, Shard shard, String statement, SourceColumn... now) {
        return ddl(columns, shard, statement, TOLD_AT.plusSeconds(1), now);
    }

    /** @param now what the source says when it is asked for the columns */
    private static Evolution ddl(TableColumns columns, Shard shard, String statement, Instant at, SourceColumn... now) {
        List<DeclaredColumn> declared =
                Stream.of(now).map(ColumnMapping::declared).toList();
        return ddl(columns, shard, statement, at, declared, false);
    }

    private static Evolution addExtra(TableColumns columns, Shard shard, String constant) {
        return ddl(
                columns,
                shard,
                "alter table orders add column extra int default " + constant,
                declaredExtra("5"),
                true);
    }

    private static DeclaredColumn declaredExtra(String constant) {
        return new DeclaredColumn("extra", "int", Optional.empty(), false, Optional.ofNullable(constant));
    }

    private static Evolution ddl(
            TableColumns columns, Shard shard, String statement, DeclaredColumn now, boolean lakeGivesDefaults) {
        return ddl(columns, shard, statement, TOLD_AT.plusSeconds(1), List.of(now), lakeGivesDefaults);
    }

    private static Evolution ddl(
            TableColumns columns,
            Shard shard,
            String statement,
            Instant at,
            List<DeclaredColumn> now,
            boolean lakeGivesDefaults) {
        TableDdl ddl = new DdlParser().parse(statement, "orders");
        DdlEvent event = new DdlEvent(shard, ddl, ScriptedSource.at(5), at, TOLD_AT.plusSeconds(2));
        TableInspector inspector = new TableInspector() {
            @Override
            public TableSetup check(TableSetup known) {
                return known;
            }

            @Override
            public List<DeclaredColumn> columns(Shard asked, String table) {
                assertThat(asked).isEqualTo(shard);
                return now;
            }
        };
        return columns.change(event, inspector, lakeGivesDefaults);
    }

    private static ToldColumns told(SourceColumn... columns) {
        return new ToldColumns(List.of(columns), TOLD_AT);
    }

    private static SourceColumn varchar(String name, int length) {
        return new SourceColumn(name, VARCHAR, "varchar(" + length + ")", 255, 0, length * 4L, 0);
    }
}
