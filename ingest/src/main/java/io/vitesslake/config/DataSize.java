package io.vitesslake.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes. As text a whole number with B, KiB, MiB, GiB or TiB: {@code 64MiB}. */
public record DataSize(long bytes) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]+)");
    private static final Map<String, Integer> SHIFTS = Map.of("b", 0, "kib", 10, "mib", 20, "gib", 30, "tib", 40);

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("Invalid size: " + bytes);
        }
    }

    /** Empty when the text is no size. Units of a thousand (kB, MB) are refused, for nobody means the same by them. */
    static Optional<DataSize> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Integer shift = SHIFTS.get(matcher.group(2).toLowerCase(Locale.ROOT));
        long count = Long.parseLong(matcher.group(1));
        return shift == null || count > Long.MAX_VALUE >> shift
                ? Optional.empty()
                : Optional.of(new DataSize(count << shift));
    }

    static DataSize ofMebibytes(long count) {
        return new DataSize(count << 20);
    }

    @Override
    public String toString() {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, units.length - 1);
        return (bytes >> 10 * unit) + units[unit];
    }
}
