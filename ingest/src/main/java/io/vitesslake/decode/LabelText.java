package io.vitesslake.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The labels of an ENUM or SET whose bytes differ by phase: a copy sends them in the column's character set, as MySQL
 * stores them, the running phase in UTF-8, as the schema tells them (Vitess vstreamer.go, buildEnumStringValue). Whichever
 * reading gives labels of the column is right; if both do and differ, nobody can tell. Allocates for each value.
 */
final class LabelText implements TextDecoder {

    private final TextDecoder stored;
    private final Set<String> labels;
    private final boolean several;

    /**
     * @param stored character set of the column
     * @param several whether a value is a list of labels, separated by commas
     */
    LabelText(TextDecoder stored, List<String> labels, boolean several) {
        this.stored = stored;
        this.labels = Set.copyOf(labels);
        this.several = several;
    }

    @Override
    public boolean isUtf8(byte[] bytes, int offset, int length) {
        return length == 0;
    }

    @Override
    public int decode(byte[] bytes, int offset, int length, byte[] out, boolean replace) {
        String copied = read(stored, bytes, offset, length);
        String streamed = read(Utf8Text.UTF8, bytes, offset, length);
        String label = copied.isEmpty() ? streamed : copied;
        if (label.isEmpty() || !streamed.isEmpty() && !streamed.equals(label)) {
            throw MalformedValue.of(
                    MalformedValue.INVALID_VALUE,
                    label.isEmpty() ? "not a label of the column" : "may be any of two labels",
                    bytes,
                    offset,
                    length);
        }
        byte[] text = label.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, out, 0, text.length);
        return text.length;
    }

    /** Empty if it gives no labels. */
    private String read(TextDecoder decoder, byte[] bytes, int offset, int length) {
        byte[] utf8 = new byte[length * MAX_GROWTH];
        int size = decoder.decode(bytes, offset, length, utf8, false);
        if (size == INVALID) {
            return "";
        }
        String text = new String(utf8, 0, size, StandardCharsets.UTF_8);
        boolean known = several ? labels.containsAll(Arrays.asList(text.split(",", -1))) : labels.contains(text);
        return known ? text : "";
    }

    @Override
    public boolean isInjective() {
        return true;
    }
}
