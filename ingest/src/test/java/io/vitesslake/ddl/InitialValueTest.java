package io.vitesslake.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.ddl.ColumnChange.Added;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rows that exist already read in a column that ALTER TABLE adds. */
final class InitialValueTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int",
                "varchar(20) null default null after sku",
                "INT COMMENT 'drop, not null, default 5'",
                "decimal(10,2) unsigned first",
                "text character set utf8mb4 collate utf8mb4_0900_ai_ci",
                "int invisible",
                "int default null",
                "int unique",
                "int check (a > 0) not enforced",
                "int constraint c check (a is not null)",
                "int column_format default storage default",
                "geometry srid 4326",
                "json",
                "vector(4)",
                "enum('x','not null')",
                "datetime on update now()",
                "timestamp null",
                "timestamp default null",
                "int engine_attribute='{}'",
            })
    void anOptionalColumnWithoutDefaultIsNull(String definition) {
        assertThat(of(definition)).isEqualTo(InitialValue.NULL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "int default 5 | 5",
                "int default -5 | -5",
                "int not null default + 5 | +5",
                "int default '5' not null | 5",
                "integer default 0 | 0",
                "bigint unsigned default 18446744073709551615 | 18446744073709551615",
                "decimal(10,2) default -1.50 | -1.50",
                "dec(10,2) default '.5' | .5",
                "double precision default -1.5e-3 | -1.5e-3",
                "float default 1e3 | 1e3",
                "bool default true | 1",
                "boolean default FALSE | 0",
                "bit(3) default 5 | 5",
                "year default 2020 | 2020",
                "varchar(9) default 'abc' | abc",
                "varchar(9) default \"a'b\" | a'b",
                "varchar(9) default 'it''s' comment 'x' | it's",
                "varchar(9) default \"say \"\"so\"\"\" | say \"so\"",
                "varchar(9) default 'it\\'s' comment 'x' | it's",
                "varchar(9) default 'back\\\\' comment 'x' | back\\",
                "varchar(9) default '\\q\\%\\_' | q\\%\\_",
                "varchar(9) default 5 | 5",
                "char(9) default 'null' | null",
                "varchar(9) default 'a -- b # c /* d */' | a -- b # c /* d */",
                "varchar(9) character set latin1 collate latin1_bin default 'x' | x",
                "national varchar(9) default 'x' | x",
                "varbinary(9) default 'x' | x",
                "enum('New','Old') default 'New' | New",
                "set('a','b') default 'b' | b",
                "date default '2020-02-29' | 2020-02-29",
                "datetime(3) default '2020-02-29 01:02:03' | 2020-02-29 01:02:03",
                "time default '-12:00:00' | -12:00:00",
            })
    void aLiteralDefaultIsAConstant(String definition, String text) {
        assertThat(of(definition)).isEqualTo(InitialValue.constant(text));
    }

    @Test
    void aConstantMayBeEmptyOrHoldControlCharacters() {
        assertThat(of("varchar(9) default ''")).isEqualTo(InitialValue.constant(""));
        assertThat(of("varchar(9) default '\\0\\b\\n\\r\\t\\Z ' "))
                .isEqualTo(InitialValue.constant("\0\b\n\r\t\u001a "));
        assertThat(of("varchar(9) default 'a\nb'")).isEqualTo(InitialValue.constant("a\nb"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int not null",
                "int primary key",
                "int key",
                "int default (5)",
                "int default (1 + 2)",
                "varchar(36) default (uuid())",
                "datetime default current_timestamp",
                "datetime(6) not null default now(6) on update now(6)",
                "int auto_increment unique",
                "serial",
                "bigint serial default value",
                "int as (b + 1)",
                "int generated always as (b + 1) stored not null",
                "varchar(9) default 'a' 'b'",
                "varchar(9) default _latin1'abc'",
                "varchar(9) default _LATIN1'abc'",
                "varchar(9) default N'abc'",
                "bit(3) default b'101'",
                "varbinary(3) default x'4142'",
                "int default 0x41",
                "date default date'2020-01-01'",
                "int default 1 default 2",
            })
    void anyOtherDefaultIsComputed(String definition) {
        assertThat(of(definition)).isEqualTo(InitialValue.COMPUTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int default 1.5",
                "int default '1.5'",
                "int default ' 5'",
                "bit(3) default '5'",
                "year default 70",
                "year default '7'",
                "varchar(9) default 1.50",
                "varchar(9) default 007",
                "varchar(9) default 'Größe'",
                "char(9) default 'a '",
                "char(9) byte default 'a'",
                "char(9) character set binary default 'a'",
                "binary(9) default 'a'",
                "enum('New') default 'new'",
                "enum('New') default 1",
                "set('a','b') default 'b,a'",
                "date default '2020-1-1'",
                "date default 20200101",
                "datetime default '2020-01-01'",
                "datetime default '2020-01-01 00:00:00.5'",
                "time default '12'",
                "timestamp default '2020-01-01 00:00:00'",
                "json default 'null'",
            })
    void aLiteralThatItsTypeWouldTurnIntoAnotherValueIsComputed(String definition) {
        assertThat(of(definition)).isEqualTo(InitialValue.COMPUTED);
    }

    @Test
    void aTimestampThatOldServersFillIsComputed() {
        assertThat(of("timestamp")).isEqualTo(InitialValue.COMPUTED);
    }

    @Test
    void aColumnOfANewPrimaryKeyIsNotNull() {
        assertThat(added("alter table orders add a int, add primary key (a)")).isEqualTo(InitialValue.COMPUTED);
        assertThat(added("alter table orders add (a int, constraint p primary key (a))"))
                .isEqualTo(InitialValue.COMPUTED);
        assertThat(added("alter table orders add a int default 5, add primary key (a, id)"))
                .isEqualTo(InitialValue.constant("5"));
        assertThat(added("alter table orders add a int, add unique key (a)")).isEqualTo(InitialValue.NULL);
    }

    @Test
    void onlyAConstantHasAText() {
        assertThatThrownBy(() -> new InitialValue(InitialValue.Kind.NULL, "5"))
                .hasMessageContaining("only a constant has one");
    }

    private static InitialValue of(String definition) {
        InitialValue alone = added("alter table orders add column a " + definition);
        String first = definition.replaceFirst(" (after sku|first)$", "");
        assertThat(added("alter table orders add (a " + first + ", z varchar(3) default 'z')"))
                .isEqualTo(alone);
        return alone;
    }

    private static InitialValue added(String statement) {
        TableDdl ddl = new DdlParser().parse(statement, "orders");
        assertThat(ddl.unknowable()).isEmpty();
        return ((Added) ddl.columns().get(0)).value();
    }
}
