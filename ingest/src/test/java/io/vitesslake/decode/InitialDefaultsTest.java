package io.vitesslake.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.ColumnType;
import io.vitesslake.source.DeclaredColumn;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialDefaultsTest {

    @ParameterizedTest
    @CsvSource({
        "int, 5, 05, true",
        "'decimal(5,2)', 1.50, 1.5, true",
        "'decimal(5,2)', 1.01, 1.005, false",
        "varchar(9), abc, abc, true",
        "varchar(9), abc, ABC, false",
        "char(3), ab, 'ab ', false",
        "'enum(''a'')', a, a, true",
        "date, 2024-02-29, 2024-02-29, true",
        "datetime(3), 2024-02-29 00:00:00.000, 2024-02-29 00:00:00, false",
        "timestamp, 2024-02-29 00:00:00, 2024-02-29 00:00:00, false",
        "bit(3), b'101', 5, false",
        "binary(3), abc, abc, false",
        "time, 01:00:00, 01:00:00, false",
        "int, 5, abc, false",
        "int,, 5, false",
    })
    void aConstantCountsOnlyIfMysqlKeptItAsWritten(String type, String kept, String constant, boolean expected) {
        DeclaredColumn now = new DeclaredColumn("c", type, Optional.empty(), false, Optional.ofNullable(kept));
        assertThat(InitialDefaults.isKept(now, constant)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "INT, 2147483647, 2147483647",
        "INT, -05, -5",
        "INT, 2147483648,",
        "INT, 1.5,",
        "LONG, 2147483648, 2147483648",
        "DOUBLE, 1e2, 100.0",
        "DOUBLE, -0.0, 0.0",
        "FLOAT, 0.5, 0.5",
        "FLOAT, 0.1,",
        "STRING, '', ''",
        "DATE, 1970-01-02, 1",
        "DATE, 0000-00-00,",
        "DATE, 2023-02-29,",
        "TIMESTAMP, 1970-01-01 00:00:01, 1000000",
        "TIMESTAMPTZ, 1970-01-01 00:00:01,",
        "BINARY, a,",
    })
    void aConstantIsTheValueThatTheColumnHoldsExactlyOrNone(ColumnType.Kind kind, String constant, String expected) {
        Optional<Object> value = InitialDefaults.value(new ColumnType(kind, 0, 0), constant);
        assertThat(value.map(Object::toString)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({"1.5, 1.50", "999.99, 999.99", "1000,", "1.005,"})
    void aDecimalHasTheScaleOfItsColumn(String constant, BigDecimal expected) {
        assertThat(InitialDefaults.value(ColumnType.decimal(5, 2), constant)).isEqualTo(Optional.ofNullable(expected));
    }
}
