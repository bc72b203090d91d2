package io.vitesslake.decode;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every character of every MySQL character set is the code point that MySQL itself says it is. */
final class CharacterSetsTest {

    /**
     * Name, characters, and the beginning of the SHA-256 of one line for each: its bytes and its code point in hex. As MySQL
     * 8.0.12 answered for every sequence of bytes (ingest/lab/charsets.py), without what it has no code point for.
     */
    private static final List<String> ANSWERS_OF_MYSQL = List.of(
            "armscii8 256 7549dc9ba391c3ca",
            "ascii 128 e27cf1280d5d0860",
            "big5 13845 53f8a6596269e3e6",
            "cp1250 251 279c74d1a6e3f396",
            "cp1251 255 5a0add8fe6e57c4b",
            "cp1256 248 76bacac1ec059ab2",
            "cp1257 244 8047e9bb5777f89d",
            "cp850 256 2f37c3010e5c0458",
            "cp852 256 34468eef1ae51a16",
            "cp866 256 a0eea70ebc418a5b",
            "cp932 9795 28bb2b02f391dcc2",
            "dec8 242 d5cf2d0084b577d4",
            "eucjpms 15206 43f540541603f8b1",
            "euckr 17176 9f7deb214eba4efb",
            "gb18030 1112064 b0f039ec9ff43ab5",
            "gb2312 7573 9ebcbb195f551140",
            "gbk 21919 eac5298726d16076",
            "geostd8 215 5534fbaac5e711a7",
            "greek 250 4d92023314abecc2",
            "hebrew 220 49d3bdb54246c196",
            "hp8 255 daa8d30205442072",
            "keybcs2 256 aa62ce43c23b1950",
            "koi8r 256 5b0361525608e65e",
            "koi8u 256 f09a94e8a30fd8f6",
            "latin1 256 484a1a1ef71478bf",
            "latin2 256 d3623c8b3f3b48a3",
            "latin5 256 101697477c056098",
            "latin7 256 3a24a477e6bc8698",
            "macce 256 100d6eb84be0e4c0",
            "macroman 256 8554a271fc1c5d7c",
            "sjis 7070 995aff265b4118a7",
            "swe7 127 0835d1da6bfbc66a",
            "tis620 256 e936d5da734a7eda",
            "ujis 15017 382ab13c74aced89");

    @Test
    void everyCharacterIsTheCodePointThatMysqlSays() throws NoSuchAlgorithmException {
        for (String answer : ANSWERS_OF_MYSQL) {
            String name = answer.substring(0, answer.indexOf(' '));
            assertThat(name + " " + digest(decoder(name), name)).isEqualTo(answer);
        }
    }

    @Test
    void everyCollationOfMysqlHasItsCharacterSet() throws NoSuchAlgorithmException {
        Set<Integer> neverGivenOut = Set.of(272, 276, 295, 299, 301, 302);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Set<String> names = new TreeSet<>();
        for (int id = 0; id < 400; id++) {
            if (CharacterSets.name(id).isPresent() && !neverGivenOut.contains(id)) {
                String name = CharacterSets.name(id).orElseThrow();
                names.add(name);
                digest.update((id + " " + name + "\n").getBytes(UTF_8));
                assertThat(CharacterSets.ofCollation(id).isPresent()).isEqualTo(!name.equals("binary"));
            }
        }
        assertThat(names).as("SHOW CHARACTER SET").hasSize(41);
        // Id and character set of the 286 collations of MySQL 8.4, in the order of the ids.
        assertThat(HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 8))).isEqualTo("6cc90587be9892e5");
    }

    @Test
    void unicodeOfTwoAndFourBytesIsReadWithItsSurrogates() {
        String text = "aé漢\uFFFF\uD83D\uDE00";
        assertThat(decoded(UnicodeUnits.UTF16, text.getBytes(UTF_16BE), false)).isEqualTo(text);
        assertThat(decoded(UnicodeUnits.UTF16LE, text.getBytes(UTF_16LE), false))
                .isEqualTo(text);
        assertThat(decoded(UnicodeUnits.UTF32, text.getBytes(Charset.forName("UTF-32BE")), false))
                .isEqualTo(text);
        assertThat(decoded(UnicodeUnits.UCS2, "é漢".getBytes(UTF_16BE), false)).isEqualTo("é漢");
        assertThat(decoded(UnicodeUnits.UCS2, new byte[0], false)).isEmpty();
    }

    @Test
    void invalidTextIsNamedAndReplaced() {
        invalid(UnicodeUnits.UCS2, "D83DDE00", "\uFFFD\uFFFD");
        invalid(UnicodeUnits.UCS2, "004100", "A\uFFFD");
        invalid(UnicodeUnits.UTF16, "D83D0041", "\uFFFDA");
        invalid(UnicodeUnits.UTF16, "DE00", "\uFFFD");
        invalid(UnicodeUnits.UTF16LE, "3DD8", "\uFFFD");
        invalid(UnicodeUnits.UTF32, "0000D8000011000000000041FFFFFFFF", "\uFFFD\uFFFDA\uFFFD");
        invalid(Utf8Text.ASCII, "41FF42", "A\uFFFDB");
        invalid(decoder("cp1251"), "9841", "\uFFFDA");
        invalid(decoder("gbk"), "A14041", "\uFFFD@A");
        invalid(decoder("gbk"), "A2B0C4E3", "\uFFFD你");
        invalid(decoder("gbk"), "81", "\uFFFD");
        invalid(decoder("ujis"), "8FA1", "\uFFFD");
        invalid(decoder("gb18030"), "FF", "\uFFFD");
        invalid(decoder("gb18030"), "8130", "\uFFFD0");
        invalid(decoder("gb18030"), "E3329A36", "\uFFFD2\uFFFD6");
    }

    @Test
    void textOfSeveralCharactersIsReadWhole() {
        for (String name : List.of("gbk", "gb18030", "big5", "euckr", "sjis", "cp932", "ujis", "latin1", "koi8r")) {
            TextDecoder decoder = decoder(name);
            assertThat(decoded(decoder, "plain ascii".getBytes(UTF_8), false)).isEqualTo("plain ascii");
            assertThat(decoder.isUtf8("plain ascii".getBytes(UTF_8), 0, 11)).isTrue();
        }
        assertThat(decoded(decoder("gbk"), HexFormat.of().parseHex("C4E36162BAC3"), false))
                .isEqualTo("你ab好");
        assertThat(decoded(decoder("gb18030"), HexFormat.of().parseHex("419439DA33C4E3"), false))
                .isEqualTo("A\uD83D\uDCA9你");
        assertThat(decoder("swe7").isUtf8(new byte[] {'['}, 0, 1)).isFalse();
        assertThat(decoded(decoder("swe7"), new byte[] {'['}, false)).isEqualTo("Ä");
    }

    @Test
    void aSetWhereTwoCharactersAreOneCodePointIsNotInjective() {
        List<String> ambiguous = ANSWERS_OF_MYSQL.stream()
                .map(answer -> answer.substring(0, answer.indexOf(' ')))
                .filter(name -> !decoder(name).isInjective())
                .toList();
        assertThat(ambiguous).containsExactly("armscii8", "big5", "cp932", "eucjpms", "sjis", "tis620", "ujis");
    }

    @Test
    void labelsAreReadInTheEncodingOfEitherPhase() {
        List<String> labels = DeclaredType.of("enum('é','it''s','漢')").arguments();
        assertThat(labels).containsExactly("é", "it's", "漢");
        LabelText gbk = new LabelText(decoder("gbk"), labels, false);
        assertThat(decoded(gbk, HexFormat.of().parseHex("9D68"), false)).isEqualTo("漢");
        assertThat(decoded(gbk, "漢".getBytes(UTF_8), false)).isEqualTo("漢");
        assertThat(decoded(gbk, "it's".getBytes(UTF_8), false)).isEqualTo("it's");
        LabelText set = new LabelText(UnicodeUnits.UCS2, List.of("a", "é"), true);
        assertThat(decoded(set, "a,é".getBytes(UTF_16BE), false)).isEqualTo("a,é");
        assertThat(decoded(set, "a,é".getBytes(UTF_8), false)).isEqualTo("a,é");
    }

    private static TextDecoder decoder(String name) {
        int id = IntStream.range(1, 400)
                .filter(i -> CharacterSets.name(i).filter(name::equals).isPresent())
                .findFirst()
                .orElseThrow();
        return CharacterSets.ofCollation(id).orElseThrow();
    }

    private static void invalid(TextDecoder decoder, String hex, String replaced) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        byte[] out = new byte[bytes.length * TextDecoder.MAX_GROWTH];
        assertThat(decoder.decode(bytes, 0, bytes.length, out, false)).isEqualTo(TextDecoder.INVALID);
        assertThat(decoded(decoder, bytes, true)).isEqualTo(replaced);
    }

    private static String decoded(TextDecoder decoder, byte[] bytes, boolean replace) {
        byte[] out = new byte[bytes.length * TextDecoder.MAX_GROWTH];
        int size = decoder.decode(bytes, 0, bytes.length, out, replace);
        return new String(out, 0, size, UTF_8);
    }

    private static String digest(TextDecoder decoder, String name) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] out = new byte[4 * TextDecoder.MAX_GROWTH];
        int characters = 0;
        for (long[] range : ranges(name)) {
            int size = (int) range[0];
            byte[] bytes = new byte[size];
            for (long number = range[1]; number <= range[2]; number++) {
                for (int i = 0; i < size; i++) {
                    bytes[i] = (byte) (number >>> Byte.SIZE * (size - 1 - i));
                }
                int length = decoder.decode(bytes, 0, size, out, false);
                int code = onlyCodePoint(out, length);
                if (code >= 0) {
                    characters++;
                    digest.update(String.format("%0" + 2 * size + "X %X\n", number, code)
                            .getBytes(UTF_8));
                }
            }
        }
        return characters + " " + HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 8));
    }

    /** Sizes and bounds of the sequences asked for. */
    private static List<long[]> ranges(String name) {
        long[] one = {1, 0, 0xFF};
        long[] two = {2, 0, 0xFFFF};
        return switch (name) {
            case "ujis", "eucjpms" -> List.of(one, two, new long[] {3, 0x8F0000, 0x8FFFFF});
            case "gb18030" -> quads(one, two);
            default -> List.of(one, two);
        };
    }

    private static List<long[]> quads(long[] one, long[] two) {
        List<long[]> ranges = new ArrayList<>(List.of(one, two));
        for (long first = 0x81; first < 0xFF; first++) {
            for (long second = 0x30; second < 0x3A; second++) {
                for (long third = 0x81; third < 0xFF; third++) {
                    long start = first << 24 | second << 16 | third << 8;
                    ranges.add(new long[] {4, start | 0x30, start | 0x39});
                }
            }
        }
        return ranges;
    }

    /** The code point of a text of one character, or -1. */
    private static int onlyCodePoint(byte[] utf8, int length) {
        if (length <= 0) {
            return -1;
        }
        String text = new String(utf8, 0, length, UTF_8);
        return text.codePointCount(0, text.length()) == 1 ? text.codePointAt(0) : -1;
    }
}
