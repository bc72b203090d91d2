package io.vitesslake.cli;

import io.vitesslake.mirror.CopyCount;
import io.vitesslake.mirror.TableProgress;
import java.time.Duration;
import java.util.Locale;

/** How far a copy is, in words. */
final class CopyText {

    /** What nobody can tell. */
    static final String UNKNOWN = "—";

    private CopyText() {}

    /** {@code 1,200,000 of about 3,000,000 (40 %)}. */
    static String progress(CopyCount copy) {
        String estimate = copy.estimatedRows() > 0 ? String.format(Locale.ROOT, "%,d", copy.estimatedRows()) : UNKNOWN;
        return String.format(Locale.ROOT, "%,d of about %s (%s)", copy.rows(), estimate, percent(copy));
    }

    /** {@code 40 %}. */
    static String percent(CopyCount copy) {
        return copy.percent().isPresent() ? copy.percent().getAsInt() + " %" : UNKNOWN;
    }

    /** {@code 3m 20s} to go. */
    static String remaining(TableProgress table) {
        return table.remaining().map(CopyText::duration).orElse(UNKNOWN);
    }

    /** The two largest units: {@code 2d 3h}. */
    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        return seconds < 86_400
                ? seconds / 3600 + "h " + seconds % 3600 / 60 + "m"
                : seconds / 86_400 + "d " + seconds % 86_400 / 3600 + "h";
    }
}
