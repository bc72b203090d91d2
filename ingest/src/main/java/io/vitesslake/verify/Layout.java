package io.vitesslake.verify;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The columns that are compared, in the order of a row's values.
 *
 * @param key which of them are the key
 */
record Layout(List<String> names, List<ValueKind> kinds, List<Integer> key) {

    Layout {
        names = List.copyOf(names);
        kinds = List.copyOf(kinds);
        key = List.copyOf(key);
    }

    int[] keyIndexes() {
        return key.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The key of a row for people: {@code customer_id=7, id=5}. */
    String keyOf(String[] values) {
        List<String> parts = new ArrayList<>();
        key.forEach(index -> parts.add(names.get(index) + "=" + show(index, values[index])));
        return String.join(", ", parts);
    }

    /** A canonical value for people. */
    String show(int column, String canonical) {
        if (canonical == null) {
            return "NULL";
        }
        return switch (kinds.get(column)) {
            case INTEGER, BIT, DECIMAL, FLOAT, DOUBLE, DATE, DATETIME, TIME, SPATIAL, JSON -> canonical;
            case TEXT -> "'" + canonical + "'";
            case TIMESTAMP -> moment(canonical);
            case BYTES -> "0x" + HexFormat.of().formatHex(canonical.getBytes(StandardCharsets.ISO_8859_1));
        };
    }

    private static String moment(String micros) {
        return micros.matches("-?\\d{1,18}")
                ? Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS).toString()
                : micros;
    }
}
