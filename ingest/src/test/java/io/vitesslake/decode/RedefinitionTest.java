package io.vitesslake.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.SourceColumn;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedefinitionTest {

    private static final int UTF8MB4 = 255;
    private static final int UTF8MB4_BIN = 46;
    private static final int LATIN1 = 8;
    private static final int BYTES = 63;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "int;bigint",
                "tinyint(1);smallint",
                "int unsigned;bigint",
                "int unsigned;bigint unsigned",
                "decimal(10,2);decimal(12,2)",
                "decimal(10,2) unsigned;decimal(10,2)",
                "varchar(10);varchar(50)",
                "char(10);varchar(10)",
                "varchar(63);tinytext",
                "varchar(200);text",
                "text;longtext",
                "varbinary(10);varbinary(11)",
                "varbinary(200);tinyblob",
                "blob;mediumblob",
                "datetime;datetime(6)",
                "timestamp(3);timestamp(6)",
                "bit(3);bit(64)",
                "enum('a','b');enum('b','x','a')",
                "set('a','b');set('a','b','c')",
                "enum('it''s','a,b');enum('a,b','it''s','c')",
            })
    void oldRowsKeepTheirValuesInATypeThatHoldsThemAll(String before, String after) {
        assertThat(between(before, after)).isEqualTo(Redefinition.KEEPS_VALUES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "bigint;int",
                "int;int unsigned",
                "bigint unsigned;bigint",
                "int;varchar(20)",
                "int;decimal(20,0)",
                "decimal(10,2);decimal(10,3)",
                "decimal(10,2);decimal(9,2)",
                "varchar(50);varchar(10)",
                "varchar(10);char(10)",
                "varchar(64);tinytext",
                "longtext;text",
                "text;varchar(20)",
                "varchar(20);varbinary(20)",
                "binary(4);binary(8)",
                "mediumblob;blob",
                "datetime(6);datetime",
                "time;time(3)",
                "date;datetime",
                "float;double",
                "bit(8);bit(4)",
                "enum('a','b');enum('a')",
                "enum('a','b');varchar(1)",
                "set('a','b');set('b','a')",
                "set('a','b');set('a')",
                "year;int",
                "json;longtext",
            })
    void whereSomeValueMayBecomeAnotherOldRowsAreNotToBeTrusted(String before, String after) {
        assertThat(between(before, after)).isEqualTo(Redefinition.MAY_CHANGE_VALUES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "int(11);int",
                "int(5) unsigned zerofill;int unsigned",
                "varchar(10);varchar(10)",
                "decimal(10,2);decimal(10,2)",
                "enum('a','b');enum('a','b')",
            })
    void whatOnlyPrintsInAnotherWayIsTheSame(String before, String after) {
        assertThat(between(before, after)).isEqualTo(Redefinition.NONE);
    }

    @Test
    void ofAllCharacterSetsOnlyFullUnicodeHoldsEveryText() {
        assertThat(Redefinition.of(text("varchar(10)", LATIN1), text("varchar(10)", UTF8MB4)))
                .isEqualTo(Redefinition.KEEPS_VALUES);
        assertThat(Redefinition.of(text("varchar(10)", UTF8MB4), text("varchar(10)", LATIN1)))
                .isEqualTo(Redefinition.MAY_CHANGE_VALUES);
        assertThat(Redefinition.of(text("varchar(10)", UTF8MB4), text("varchar(10)", UTF8MB4_BIN)))
                .isEqualTo(Redefinition.NONE);
    }

    @Test
    void aTextOfAsManyBytesMayBeCutInASetThatTakesMoreOfThem() {
        assertThat(Redefinition.of(text("text", LATIN1), text("text", UTF8MB4)))
                .isEqualTo(Redefinition.MAY_CHANGE_VALUES);
        assertThat(Redefinition.of(text("text", LATIN1), text("mediumtext", UTF8MB4)))
                .isEqualTo(Redefinition.KEEPS_VALUES);
    }

    @Test
    void nullsMayBecomeValuesButNotTheOtherWayRound() {
        DeclaredColumn nullable = new DeclaredColumn("c", "int", Optional.empty(), false);
        DeclaredColumn notNull = new DeclaredColumn("c", "int", Optional.empty(), true);
        assertThat(Redefinition.of(nullable, notNull)).isEqualTo(Redefinition.MAY_CHANGE_VALUES);
        assertThat(Redefinition.of(notNull, nullable)).isEqualTo(Redefinition.KEEPS_VALUES);
    }

    private static Redefinition between(String before, String after) {
        return Redefinition.of(column(before), column(after));
    }

    private static DeclaredColumn column(String type) {
        boolean bytes = type.contains("binary") || type.contains("blob");
        return text(type, bytes ? BYTES : UTF8MB4);
    }

    private static DeclaredColumn text(String type, int collation) {
        return ColumnMapping.declared(new SourceColumn("c", 0, type, collation, 0, 0, 0));
    }
}
