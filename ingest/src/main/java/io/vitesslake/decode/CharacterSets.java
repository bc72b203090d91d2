package io.vitesslake.decode;

import java.util.Optional;

/**
 * The character set of each collation, by its id, and how it is decoded. All of MySQL 5.7 to 8.4, as
 * INFORMATION_SCHEMA.COLLATIONS lists them (the same ids in Vitess' go/mysql/collations/mysqlversion.go). Stateless.
 */
final class CharacterSets {

    static final int BINARY_COLLATION = 63;

    private static final int LAST_COLLATION = 323;

    private CharacterSets() {}

    /** The decoder of a collation; empty for binary, for an id that is not MySQL's, and for a set that this JDK lacks. */
    static Optional<TextDecoder> ofCollation(int id) {
        return name(id).flatMap(CharacterSets::decoder);
    }

    private static Optional<TextDecoder> decoder(String name) {
        return switch (name) {
            case "utf8mb3", "utf8mb4" -> Optional.of(Utf8Text.UTF8);
            case "ascii" -> Optional.of(Utf8Text.ASCII);
            case "ucs2" -> Optional.of(UnicodeUnits.UCS2);
            case "utf16" -> Optional.of(UnicodeUnits.UTF16);
            case "utf16le" -> Optional.of(UnicodeUnits.UTF16LE);
            case "utf32" -> Optional.of(UnicodeUnits.UTF32);
            case "binary" -> Optional.empty();
            default -> CharacterTables.of(name).map(table -> table);
        };
    }

    /** MySQL's name of the character set; empty for an id that is not MySQL's. */
    static Optional<String> name(int id) {
        return Optional.ofNullable(id < 128 ? early(id) : late(id));
    }

    /** A collation of a character set, any; 0 for a set that is not MySQL's. */
    static int collationOf(String set) {
        // MySQL before 8.0.30 prints the older of two names.
        String current = set.equals("utf8") ? "utf8mb3" : set;
        for (int id = 1; id <= LAST_COLLATION; id++) {
            if (name(id).filter(current::equals).isPresent()) {
                return id;
            }
        }
        return 0;
    }

    private static String late(int id) {
        if (id <= 151 || id == 159) {
            return "ucs2";
        }
        if (id >= 160 && id <= 183) {
            return "utf32";
        }
        if (id >= 192 && id <= 215 || id == 223) {
            return "utf8mb3";
        }
        if (id >= 248 && id <= 250) {
            return "gb18030";
        }
        return id >= 224 && id <= 247 || id >= 255 && id <= LAST_COLLATION ? "utf8mb4" : null;
    }

    private static String early(int id) {
        return switch (id) {
            case 1, 84 -> "big5";
            case 2, 9, 21, 27, 77 -> "latin2";
            case 3, 69 -> "dec8";
            case 4, 80 -> "cp850";
            case 5, 8, 15, 31, 47, 48, 49, 94 -> "latin1";
            case 6, 72 -> "hp8";
            case 7, 74 -> "koi8r";
            case 10, 82 -> "swe7";
            case 11, 65 -> "ascii";
            case 12, 91 -> "ujis";
            case 13, 88 -> "sjis";
            case 14, 23, 50, 51, 52 -> "cp1251";
            case 16, 71 -> "hebrew";
            case 18, 89 -> "tis620";
            case 19, 85 -> "euckr";
            case 20, 41, 42, 79 -> "latin7";
            case 22, 75 -> "koi8u";
            case 24, 86 -> "gb2312";
            case 25, 70 -> "greek";
            case 26, 34, 44, 66, 99 -> "cp1250";
            case 28, 87 -> "gbk";
            case 29, 58, 59 -> "cp1257";
            case 30, 78 -> "latin5";
            case 32, 64 -> "armscii8";
            case 33, 76, 83 -> "utf8mb3";
            case 35, 90 -> "ucs2";
            case 36, 68 -> "cp866";
            case 37, 73 -> "keybcs2";
            case 38, 43 -> "macce";
            case 39, 53 -> "macroman";
            case 40, 81 -> "cp852";
            case 45, 46 -> "utf8mb4";
            case 54, 55 -> "utf16";
            case 56, 62 -> "utf16le";
            case 57, 67 -> "cp1256";
            case 60, 61 -> "utf32";
            case BINARY_COLLATION -> "binary";
            case 92, 93 -> "geostd8";
            case 95, 96 -> "cp932";
            case 97, 98 -> "eucjpms";
            default -> id >= 101 && id <= 124 ? "utf16" : null;
        };
    }
}
