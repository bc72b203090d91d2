package io.vitesslake.decode;

import io.vitesslake.source.DeclaredColumn;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What became of a column whose definition changed: MySQL converts the values of old rows and tells nothing of it, so that what
 * is not known to leave every value as it was may have changed some. Outside of strict mode MySQL truncates, rounds, and
 * puts zero for null.
 */
public enum Redefinition {
    /** It is what it was, as far as values are concerned. */
    NONE,
    /** Every old row has the value that it had. */
    KEEPS_VALUES,
    MAY_CHANGE_VALUES;

    private static final List<String> INTEGERS = List.of("tinyint", "smallint", "mediumint", "int", "bigint");
    private static final List<String> TEXTS = List.of("tinytext", "text", "mediumtext", "longtext");
    private static final List<String> BLOBS = List.of("tinyblob", "blob", "mediumblob", "longblob");
    private static final int[] BITS = {8, 16, 24, 32, 64};
    private static final long[] CAPACITIES = {255, 65_535, 16_777_215, 4_294_967_295L};
    private static final int MOST_BYTES_PER_CHARACTER = 4;
    private static final int DEFAULT_DECIMAL_DIGITS = 10;

    public boolean changesValues() {
        return this == MAY_CHANGE_VALUES;
    }

    /** @param before the column under its name of today */
    public static Redefinition of(DeclaredColumn before, DeclaredColumn after) {
        DeclaredType old = DeclaredType.of(before.type());
        DeclaredType now = DeclaredType.of(after.type());
        boolean same = sameType(old, now) && sameSet(before, after);
        if (same && before.notNull() == after.notNull()) {
            return NONE;
        }
        boolean tightened = after.notNull() && !before.notNull();
        return !tightened && (same || keeps(before, after, old, now)) ? KEEPS_VALUES : MAY_CHANGE_VALUES;
    }

    // The length of an integer is how wide a client may print it.
    private static boolean sameType(DeclaredType old, DeclaredType now) {
        return old.base().equals(now.base())
                && old.unsigned() == now.unsigned()
                && (INTEGERS.contains(now.base()) || old.arguments().equals(now.arguments()));
    }

    private static boolean keeps(DeclaredColumn before, DeclaredColumn after, DeclaredType old, DeclaredType now) {
        if (INTEGERS.contains(old.base()) && INTEGERS.contains(now.base())) {
            return integers(old, now);
        }
        if (isText(old.base()) && isText(now.base())) {
            return texts(before, after, old, now);
        }
        if (isBytes(old.base()) && isBytes(now.base())) {
            return isLongEnough(old, now, BLOBS, "varbinary", 1, true);
        }
        return old.base().equals(now.base())
                && switch (now.base()) {
                    case "decimal" -> decimals(old, now);
                    case "datetime", "timestamp" -> old.argument(0, 0) <= now.argument(0, 0);
                    case "bit" -> old.argument(0, 1) <= now.argument(0, 1);
                    case "enum" ->
                        new HashSet<>(now.arguments()).containsAll(old.arguments()) && isReadable(before, after);
                    // A set is told as its members in the order of the definition.
                    case "set" ->
                        now.arguments().size() >= old.arguments().size()
                                && now.arguments()
                                        .subList(0, old.arguments().size())
                                        .equals(old.arguments())
                                && isReadable(before, after);
                    default -> false;
                };
    }

    private static boolean integers(DeclaredType old, DeclaredType now) {
        int oldBits = BITS[INTEGERS.indexOf(old.base())];
        int nowBits = BITS[INTEGERS.indexOf(now.base())];
        return old.unsigned() == now.unsigned() ? oldBits <= nowBits : old.unsigned() && oldBits < nowBits;
    }

    // With another scale the text of a wide decimal would be another.
    private static boolean decimals(DeclaredType old, DeclaredType now) {
        return old.argument(1, 0) == now.argument(1, 0)
                && old.argument(0, DEFAULT_DECIMAL_DIGITS) <= now.argument(0, DEFAULT_DECIMAL_DIGITS)
                && (old.unsigned() || !now.unsigned());
    }

    private static boolean isText(String base) {
        return base.equals("char") || base.equals("varchar") || TEXTS.contains(base);
    }

    private static boolean isBytes(String base) {
        return base.equals("varbinary") || BLOBS.contains(base);
    }

    // Spaces at the end are lost in a CHAR.
    private static boolean texts(DeclaredColumn before, DeclaredColumn after, DeclaredType old, DeclaredType now) {
        if (!isReadable(before, after)) {
            return false;
        }
        if (now.base().equals("char")) {
            return old.base().equals("char") && old.argument(0, 1) <= now.argument(0, 1);
        }
        return isLongEnough(old, now, TEXTS, "varchar", MOST_BYTES_PER_CHARACTER, sameSet(before, after));
    }

    private static boolean isLongEnough(
            DeclaredType old, DeclaredType now, List<String> large, String small, int bytes, boolean sameSet) {
        int oldRank = large.indexOf(old.base());
        int nowRank = large.indexOf(now.base());
        if (now.base().equals(small)) {
            return oldRank < 0 && old.argument(0, 1) <= now.argument(0, 1);
        }
        if (oldRank < 0) {
            return (long) old.argument(0, 1) * bytes <= CAPACITIES[nowRank];
        }
        return sameSet ? oldRank <= nowRank : oldRank < nowRank;
    }

    private static boolean sameSet(DeclaredColumn before, DeclaredColumn after) {
        return before.characterSet().equals(after.characterSet());
    }

    /** Whether every text of the one set is one of the other: only Unicode in full holds all. */
    private static boolean isReadable(DeclaredColumn before, DeclaredColumn after) {
        return sameSet(before, after)
                || before.characterSet().isPresent() && after.characterSet().equals(Optional.of("utf8mb4"));
    }
}
