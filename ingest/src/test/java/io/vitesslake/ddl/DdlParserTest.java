package io.vitesslake.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.ddl.ColumnChange.Added;
import io.vitesslake.ddl.ColumnChange.AllRedefined;
import io.vitesslake.ddl.ColumnChange.Dropped;
import io.vitesslake.ddl.ColumnChange.Redefined;
import io.vitesslake.ddl.ColumnChange.Renamed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What statements do to the table orders. What added columns hold is in {@link InitialValueTest}. */
final class DdlParserTest {

    private static final String UNPARSED = "the statement cannot be parsed";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "truncate table customers",
                "alter table customers add column a int",
                "alter table orders_old drop column a",
                "/* orders */ drop table x",
                "alter table customers comment = 'was orders'",
                "alter table x add column orders int",
                "drop table orders.x",
                "rename table orders.a to orders.b",
                "create table orders (id bigint primary key)",
                "create table orders_copy like orders",
                "create table x as select * from orders",
                "create view v as select * from orders",
                "create definer=`root`@`%` trigger g before insert on orders for each row begin set new.a = 1; end",
                "create procedure orders() begin truncate table orders; end",
                "create user 'orders'@'%' identified by 'secret'",
                "alter user 'orders'@'%' identified by 'secret'",
                "rename user orders to x",
                "drop view orders",
                "drop trigger orders",
                "drop temporary table orders",
                "alter view orders as select 1",
                "alter database orders character set utf8mb4",
                "grant select on commerce.orders to 'x'@'%'",
                "revoke select on commerce.orders from 'x'@'%'",
                "analyze table orders",
                "analyze table orders update histogram on a with 10 buckets",
                "optimize local table orders",
                "repair table orders",
                "flush tables orders with read lock",
                "lock tables orders write",
                "alter vitess_migration orders complete",
            })
    void aStatementThatLeavesTheTableAloneIsNothing(String statement) {
        assertThat(of(statement)).isEqualTo(TableDdl.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table orders",
                "alter table orders force",
                "alter table orders order by a desc, b",
                "alter table orders alter column a set default 5, alter b drop default, alter c set invisible",
                "alter table orders alter column a set default (uuid())",
                "alter table orders alter index i invisible, alter check c not enforced",
                "alter table orders add index i (a), add key (b) using btree, add fulltext key (c) with parser ngram",
                "alter table orders add index i ((cast(j as char(3) array))), add spatial index (g)",
                "alter table orders add constraint c check (a < 10), drop check d",
                "alter table orders comment='x', auto_increment=5 row_format=dynamic",
                "alter table orders default character set utf8mb4 collate utf8mb4_bin",
                "alter table orders algorithm=instant, lock=none",
                "alter table orders secondary_engine=null",
                "alter table orders disable keys",
                "alter table orders secondary_load",
                "alter table orders tablespace x storage disk",
                "alter table orders partition by hash(id) partitions 4",
                "alter table orders partition by list (a) (partition p values in (1, 2) engine = InnoDB)",
                "alter table orders /*!50100 partition by key (id) */",
                "alter table orders remove partitioning",
                "alter table orders comment='x' remove partitioning",
                "alter table orders add partition (partition p3 values less than (100))",
                "alter table orders coalesce partition 2",
                "alter table orders reorganize partition p into (partition q values less than maxvalue)",
                "alter table orders optimize partition all",
                "alter table orders analyze partition p",
                "alter table orders check partition p",
                "alter table orders rebuild partition p",
                "alter table orders repair partition p",
                "create index i on orders (qty)",
                "create fulltext index i on orders (note)",
                "create index i on orders ((lower(sku))) algorithm=inplace lock=none",
            })
    void whatNeitherRowsNorColumnsNorKeysShowIsNothing(String statement) {
        assertThat(of(statement).isNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"truncate table orders", "TRUNCATE orders", "truncate table commerce . `Orders` ;"})
    void truncateEmptiesTheTable(String statement) {
        assertThat(of(statement)).isEqualTo(new TableDdl(List.of(), true, false, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table orders add primary key (id)",
                "alter table orders drop primary key",
                "ALTER TABLE `orders` ADD UNIQUE KEY `u` (`sku`)",
                "alter table orders add constraint u unique (sku)",
                "alter table orders drop index u",
                "alter table orders drop key `PRIMARY`",
                "alter table orders drop constraint u",
                "alter table orders rename index u to w, comment = 'x'",
                "alter table orders add unique index u ((lower(sku)))",
                "alter table orders add constraint f foreign key (c) references customers (id) on delete cascade",
                "alter table orders drop foreign key f",
                "alter table items add constraint f foreign key (o) references orders (id)",
                "alter table items add column o bigint references commerce.orders (id)",
                "create table items (id int primary key, o int, foreign key (o) references orders (id))",
                "create unique index u using btree on orders (sku)",
                "drop index u on orders",
                "drop index `PRIMARY` on commerce.orders algorithm=copy",
                "alter table orders engine=innodb",
                "alter table orders engine myisam, add index (a)",
                "create unique index u on orders (sku) some option of tomorrow",
            })
    void keysAndEngineMayBeOtherOnes(String statement) {
        assertThat(of(statement)).isEqualTo(new TableDdl(List.of(), false, true, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table orders add a int unique",
                "alter table orders add a int unique key",
                "alter table orders add a int key",
                "alter table orders add a int primary key",
                "alter table orders add a serial",
                "alter table orders add a bigint serial default value",
                "alter table orders add a int references customers (id)",
                "alter table orders add (a int, unique (a))",
                "alter table orders add (a int, constraint f foreign key (a) references customers (id))",
            })
    void keysInAColumnsDefinitionCountToo(String statement) {
        assertThat(of(statement).rekeys()).isTrue();
        assertThat(of(statement).columns()).hasSize(1).first().isInstanceOf(Added.class);
        assertThat(of("alter table orders modify a int unique").rekeys()).isTrue();
        assertThat(of("alter table orders change a b int key").rekeys()).isTrue();
        assertThat(of("alter table orders modify a int").rekeys()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drop table orders | it was dropped",
                "drop table if exists a, `orders` cascade | it was dropped",
                "drop table commerce.ORDERS | it was dropped",
                "rename table orders to old | it was renamed",
                "rename table x to orders | another table was renamed to its name",
                "rename table orders to _del, _new to orders | it was renamed",
                "rename tables commerce.x to y, y to commerce.orders | another table was renamed to its name",
                "alter table orders rename to o2 | it was renamed",
                "alter table orders rename as o2, algorithm=inplace | it was renamed",
                "alter table orders add a int, rename o2 | it was renamed",
                "alter table o2 rename to orders | another table was renamed to its name",
                "alter table orders drop partition p0, p1 | partitions of it were dropped",
                "alter table orders truncate partition all | partitions of it were truncated",
                "alter table orders exchange partition p with table x without validation"
                        + " | a partition of it was exchanged with another table",
                "alter table x exchange partition p with table orders"
                        + " | its rows were exchanged with a partition of another table",
                "alter table orders discard partition p, q tablespace"
                        + " | the tablespaces of partitions of it were discarded",
                "alter table orders import partition all tablespace"
                        + " | the tablespaces of partitions of it were imported",
                "alter table orders discard tablespace | its tablespace was discarded",
                "alter table orders import tablespace | its tablespace was imported",
                "alter table orders modify g int generated always as (a + 1) stored"
                        + " | the expression of generated column g was defined anew",
                "alter table orders change a `g` int as (b) virtual"
                        + " | the expression of generated column g was defined anew",
            })
    void whatTheStatementDoesNotTellIsSaid(String statement, String why) {
        assertThat(of(statement).unknowable()).contains(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "some statement of tomorrow about orders",
                "alter table orders add column",
                "alter table orders add column a int option of tomorrow",
                "alter table orders add a int, , drop b",
                "alter table orders frobnicate x",
                "alter table orders frobnicate = 'x', force",
                "alter table orders upgrade partitioning",
                "alter table orders modify a",
                "alter ignore table orders add a int",
                "alter table `orders",
                "alter table orders comment 'secret",
                "drop table orders and more",
                "truncate table orders partition",
                "rename table orders",
                "alter table orders add a int; drop table x",
                "delete from orders",
                "alter table orders /*!99999999999 add a int */",
                "import table from 'orders.sdi', orders",
            })
    void aStatementThatCannotBeParsedAndNamesTheTableIsSaid(String statement) {
        assertThat(of(statement)).isEqualTo(TableDdl.unknown(UNPARSED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table x option of tomorrow comment 'orders'",
                "drop table orders_old and more",
                "alter table x add column orders_id option of tomorrow",
                "create table x (a option of tomorrow) as select * from orders",
                "grant option of tomorrow on orders",
                "analyze table orders option of tomorrow",
            })
    void aStatementThatCannotBeParsedButDoesNotConcernTheTableIsNothing(String statement) {
        assertThat(of(statement)).isEqualTo(TableDdl.NOTHING);
    }

    @Test
    void columnsChangeInTheOrderOfTheStatement() {
        TableDdl ddl = of("alter table orders drop column qty, add Note varchar(20) after sku, modify sku varchar(40),"
                + " drop `old price`, rename column a to b, rename column b to a, change c d bigint,"
                + " change e e int first, convert to character set utf8mb4");

        assertThat(ddl.columns())
                .containsExactly(
                        new Dropped("qty"),
                        new Added("Note", InitialValue.NULL),
                        new Redefined("sku"),
                        new Dropped("old price"),
                        new Renamed("a", "b"),
                        new Renamed("b", "a"),
                        new Renamed("c", "d"),
                        new Redefined("d"),
                        new Redefined("e"),
                        new AllRedefined());
        assertThat(ddl.truncates() || ddl.rekeys() || ddl.unknowable().isPresent())
                .isFalse();
    }

    @Test
    void oneClauseMayAddSeveralColumns() {
        assertThat(of("alter table orders add column (a int, b int default 5, index (a), check (b > 0))"))
                .isEqualTo(columns(new Added("a", InitialValue.NULL), new Added("b", InitialValue.constant("5"))));
    }

    @Test
    void aChangeOfLetterCaseIsAnotherName() {
        assertThat(of("alter table orders change qty Qty int"))
                .isEqualTo(columns(new Renamed("qty", "Qty"), new Redefined("Qty")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table commerce.orders convert to character set utf8mb4 collate utf8mb4_bin",
                "alter table orders convert to charset default",
                "ALTER TABLE ORDERS CONVERT TO CHARACTER SET LATIN1;",
            })
    void aConversionRedefinesAllColumns(String statement) {
        assertThat(of(statement)).isEqualTo(columns(new AllRedefined()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table orders drop column qty",
                "ALTER TABLE ORDERS DROP qty RESTRICT;",
                "alter /*vt+ uuid=f3 context=\"c\" */ table `orders` drop `qty` ; ",
                "/* why */ alter table orders drop qty -- then",
                "alter table orders # of tomorrow\n drop qty",
                "alter table `commerce`.`orders` drop qty, algorithm=instant, lock=default",
                "alter table comm.Orders drop qty",
                "alter table .orders drop qty",
                "ALTER TABLE orders /*!80023 DROP qty */;",
                "ALTER TABLE orders /*! DROP qty */",
                "/*!80000 alter table orders */ drop qty",
                "alter table orders with validation, drop qty",
                "alter online table orders drop qty",
                "alter table orders drop qty partition by key (id) partitions 2",
                "alter table orders drop qty, add index (a), auto_increment=7, alter b set default 3",
            })
    void awkwardlyWrittenStatementsMeanTheSame(String statement) {
        assertThat(of(statement)).isEqualTo(columns(new Dropped("qty")));
    }

    @Test
    void namesAreAsWrittenWithoutQuotes() {
        assertThat(of("alter table orders rename column `a``b` to `c d`, add `Größe` int, drop status, drop date"))
                .isEqualTo(columns(
                        new Renamed("a`b", "c d"),
                        new Added("Größe", InitialValue.NULL),
                        new Dropped("status"),
                        new Dropped("date")));
        assertThat(new DdlParser().parse("drop table `a``b`", "A`b").unknowable())
                .contains("it was dropped");
        assertThat(new DdlParser().parse("truncate table `status`", "status").truncates())
                .isTrue();
        assertThat(new DdlParser().parse("truncate table INFO", "info").truncates())
                .isTrue();
    }

    @Test
    void aStatementTooDeeplyNestedForTheStackCannotBeParsed() {
        String nested = "(".repeat(20_000) + "1" + ")".repeat(20_000);
        String signs = "-".repeat(100_000) + "1";

        assertThat(of("alter table orders add a int default " + nested)).isEqualTo(TableDdl.unknown(UNPARSED));
        assertThat(of("alter table orders add a int as (1 " + signs.replace("-", "- ") + ")"))
                .isEqualTo(TableDdl.unknown(UNPARSED));
    }

    private static TableDdl columns(ColumnChange... changes) {
        return new TableDdl(List.of(changes), false, false, Optional.empty());
    }

    private static TableDdl of(String statement) {
        return new DdlParser().parse(statement, "orders");
    }
}
