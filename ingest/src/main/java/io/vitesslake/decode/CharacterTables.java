package io.vitesslake.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * MySQL's character sets of bytes, each the JDK's nearest charset with what MySQL maps otherwise, listed in
 * {@code charsets.txt}. Tables are made at their first use and kept. Any thread.
 */
final class CharacterTables {

    private static final Map<String, Optional<CharacterTable>> TABLES = new ConcurrentHashMap<>();

    private CharacterTables() {}

    /** Empty when this JDK lacks the charset that the set is derived from (module jdk.charsets). */
    static Optional<CharacterTable> of(String name) {
        return TABLES.computeIfAbsent(name, CharacterTables::load);
    }

    private static Optional<CharacterTable> load(String name) {
        String[] words = line(name).split(" ");
        if (!Charset.isSupported(words[2])) {
            return Optional.empty();
        }
        int mostBytes = Integer.parseInt(words[1]);
        CharacterTable table = new CharacterTable(mostBytes);
        fill(table, Charset.forName(words[2]).newDecoder(), mostBytes);
        for (int i = 3; i < words.length; i++) {
            correct(table, words[i]);
        }
        return Optional.of(table.completed());
    }

    private static String line(String name) {
        try (InputStream in = CharacterTables.class.getResourceAsStream("charsets.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith(name + " ")) {
                    return line;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read charsets.txt from the jar", e);
        }
        throw new IllegalStateException("No character set " + name + " in charsets.txt");
    }

    private static void fill(CharacterTable table, CharsetDecoder decoder, int mostBytes) {
        for (int i = 0; i < 1 << 8; i++) {
            table.set(i, 1, decode(decoder, i, 1));
        }
        for (int i = 1 << 15; mostBytes > 1 && i < 1 << 16; i++) {
            table.set(i, 2, decode(decoder, i, 2));
        }
        for (int i = 0x8F0000; mostBytes == 3 && i < 0x900000; i++) {
            table.set(i, 3, decode(decoder, i, 3));
        }
        // Plane 0 ends before 0x8431A530; the bytes count as in GB 18030.
        for (int i = 0; mostBytes == 4 && i < CharacterTable.QUADS_OF_PLANE_0; i++) {
            long bytes = CharacterTable.quadBytes(i);
            table.set(bytes, 4, decode(decoder, bytes, 4));
        }
    }

    /** The only code point that these bytes are, or 0. */
    private static int decode(CharsetDecoder decoder, long bytes, int size) {
        CharBuffer out = CharBuffer.allocate(4);
        ByteBuffer in = ByteBuffer.allocate(size);
        for (int i = size - 1; i >= 0; i--) {
            in.put((byte) (bytes >>> Byte.SIZE * i));
        }
        CoderResult result = decoder.reset().decode(in.flip(), out, true);
        return result.isUnderflow() && out.position() == 1 ? out.get(0) : 0;
    }

    /** {@code A1-A5=41}: consecutive bytes are consecutive code points; {@code A1-A5=-}: they are none. */
    private static void correct(CharacterTable table, String word) {
        String[] sides = word.split("=");
        String[] ends = sides[0].split("-");
        long first = Long.parseLong(ends[0], 16);
        long last = Long.parseLong(ends[ends.length - 1], 16);
        boolean none = sides[1].equals("-");
        int code = none ? 0 : Integer.parseInt(sides[1], 16);
        for (long bytes = first; bytes <= last; bytes++) {
            table.set(bytes, ends[0].length() / 2, none ? 0 : code++);
        }
    }
}
