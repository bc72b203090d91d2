package io.vitesslake.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitess.proto.Query.Type;
import io.vitesslake.decode.ValuePolicies.InvalidText;
import io.vitesslake.decode.ValuePolicies.JsonAs;
import io.vitesslake.decode.ValuePolicies.TimeAs;
import io.vitesslake.decode.ValuePolicies.WideDecimal;
import io.vitesslake.decode.ValuePolicies.ZeroDates;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/types.md says what the code does, of every type and every character set. */
final class TypesPageTest {

    private static final Shard SHARD = new Shard("commerce", "-80");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final int UTF8MB4 = 255;

    /** What a column never is: made by expressions, or for the use within Vitess. */
    private static final Set<Type> OF_NO_COLUMN = EnumSet.of(
            Type.NULL_TYPE,
            Type.TUPLE,
            Type.EXPRESSION,
            Type.HEXNUM,
            Type.HEXVAL,
            Type.BITNUM,
            Type.RAW,
            Type.ROW_TUPLE,
            Type.UNRECOGNIZED);

    private static final Map<String, Type> WIRE_TYPES = wireTypes();

    @Test
    void everyTypeIsInTheLakeWhatThePageSays() throws IOException {
        int checked = 0;
        for (List<String> cells : rows()) {
            if (!cells.get(0).startsWith("`") || !cells.get(1).startsWith("`") || cells.size() < 3) {
                continue;
            }
            for (String type : codes(cells.get(0))) {
                if (!type.contains(":")) {
                    SourceColumn column = column(type);
                    assertThat(lakeType(column, policies(cells.get(0))))
                            .as(type)
                            .isEqualTo(codes(cells.get(1)).get(0));
                    assertThat(ColumnMapping.told(ColumnMapping.declared(column)))
                            .as("by its declaration")
                            .isEqualTo(column.collated(anyCollation(column)));
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThan(40);
    }

    @Test
    void noTypeIsMissingOnThePage() throws IOException {
        Set<Type> onThePage = EnumSet.noneOf(Type.class);
        for (List<String> cells : rows()) {
            if (cells.size() >= 3) {
                codes(cells.get(0)).stream()
                        .filter(type -> !type.contains(":"))
                        .forEach(type -> onThePage.add(wireType(type)));
            }
        }
        assertThat(onThePage).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(OF_NO_COLUMN)));
    }

    @Test
    void everyCharacterSetIsOnThePageWithItsUseInKeys() throws IOException {
        Map<String, Set<String>> expected = new TreeMap<>();
        for (int id = 0; id < 400; id++) {
            int collation = id;
            CharacterSets.name(id)
                    .ifPresent(name -> expected.computeIfAbsent(use(collation), use -> new TreeSet<>())
                            .add(name));
        }
        Map<String, Set<String>> found = new TreeMap<>();
        for (List<String> cells : rows()) {
            String use = cells.get(0).split(",")[0];
            if (expected.containsKey(use)) {
                found.put(use, new TreeSet<>(codes(cells.get(1))));
            }
        }
        assertThat(found).isEqualTo(expected);
    }

    private static String use(int collation) {
        return CharacterSets.ofCollation(collation)
                .map(decoder -> decoder.isInjective() ? "may be in a key" : "not in a key")
                .orElse("bytes");
    }

    private static int anyCollation(SourceColumn column) {
        return CharacterSets.collationOf(CharacterSets.name(column.charset()).orElseThrow());
    }

    private static SourceColumn column(String columnType) {
        Type type = wireType(columnType);
        boolean text =
                Set.of(Type.CHAR, Type.VARCHAR, Type.TEXT, Type.ENUM, Type.SET).contains(type);
        int charset = text ? UTF8MB4 : CharacterSets.BINARY_COLLATION;
        return new SourceColumn("c", type.getNumber(), columnType, charset, 0, 0, 0);
    }

    private static String lakeType(SourceColumn column, ValuePolicies policies) {
        return ColumnMapping.column(SHARD, "t", column, policies).type().toString();
    }

    private static ValuePolicies policies(String cell) {
        TimeAs timeAs = TimeAs.MICROS;
        for (TimeAs value : TimeAs.values()) {
            timeAs = cell.contains("time-as: " + value.name().toLowerCase(Locale.ROOT)) ? value : timeAs;
        }
        JsonAs jsonAs = cell.contains("json-as: variant") ? JsonAs.VARIANT : JsonAs.STRING;
        return new ValuePolicies(timeAs, WideDecimal.STRING, ZeroDates.NULL, InvalidText.REPLACE, jsonAs);
    }

    /** The wire type of MySQL's text of a type; Vitess names the integers by their bits. */
    private static Type wireType(String columnType) {
        String name = columnType.replaceAll("\\(.*\\)", "").toUpperCase(Locale.ROOT);
        Type type = WIRE_TYPES.get(name);
        return type == null ? Type.valueOf(name) : type;
    }

    private static Map<String, Type> wireTypes() {
        Map<String, Type> types = new TreeMap<>();
        Map<String, Integer> bits = Map.of("TINYINT", 8, "SMALLINT", 16, "MEDIUMINT", 24, "INT", 32, "BIGINT", 64);
        bits.forEach((name, size) -> {
            types.put(name, Type.valueOf("INT" + size));
            types.put(name + " UNSIGNED", Type.valueOf("UINT" + size));
        });
        types.put("FLOAT", Type.FLOAT32);
        types.put("DOUBLE", Type.FLOAT64);
        for (String size : List.of("TINY", "MEDIUM", "LONG")) {
            types.put(size + "TEXT", Type.TEXT);
            types.put(size + "BLOB", Type.BLOB);
        }
        for (String shape : List.of(
                "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMCOLLECTION")) {
            types.put(shape, Type.GEOMETRY);
        }
        return types;
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static List<List<String>> rows() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "types.md"))) {
            if (line.startsWith("| ")) {
                rows.add(List.of(line.substring(2, line.length() - 2).split(" \\| ")));
            }
        }
        return rows;
    }
}
