package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DdlVerdictTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "truncate table orders",
                "TRUNCATE orders",
                "drop table orders",
                "drop table if exists a, `orders`",
                "rename table orders to old",
                "rename table x to orders",
                "alter table orders rename to o2",
                "alter table o2 rename to orders",
                "alter table orders modify qty bigint",
                "alter table orders drop column qty",
                "alter table orders add column a int not null",
                "alter table orders add column a int default 5",
                "alter table orders add column a int, drop column b",
                "alter table orders add column (a int, b int)",
                "alter table commerce.orders convert to character set utf8mb4",
                "alter table orders truncate partition p0",
                "alter table orders add primary key (id)",
                "some statement of tomorrow about orders",
            })
    void aStatementThatMayChangeRowsWithoutRowEventsStopsTheTable(String statement) {
        assertThat(DdlVerdict.of(statement, "orders")).isEqualTo(DdlVerdict.STOPS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "truncate table customers",
                "create index i on orders (qty)",
                "alter table orders add index i (qty)",
                "ALTER TABLE `orders` ADD UNIQUE KEY `u` (`sku`), drop key x",
                "drop index i on orders",
                "alter table items add constraint f foreign key (o) references orders (id)",
                "create table orders_copy like orders",
                "/* orders */ drop table x",
            })
    void aStatementThatLeavesTheRowsAloneIsHarmless(String statement) {
        assertThat(DdlVerdict.of(statement, "orders")).isEqualTo(DdlVerdict.HARMLESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table orders add column note varchar(20)",
                "alter table orders add note varchar(20) null default null after sku",
                "ALTER TABLE commerce.`orders` ADD COLUMN a INT COMMENT 'drop, not null', ADD COLUMN b decimal(10,2)",
            })
    void aNullableColumnWithoutDefaultIsAdded(String statement) {
        assertThat(DdlVerdict.of(statement, "orders")).isEqualTo(DdlVerdict.ADDS_COLUMNS);
    }
}
