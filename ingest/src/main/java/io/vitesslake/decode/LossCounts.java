package io.vitesslake.decode;

import io.vitesslake.change.SchemaChange;
import io.vitesslake.decode.ValueLosses.Loss;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How many values of which lake columns were lost, and how. Immutable.
 *
 * @param losses one for each column and kind, sorted by them
 */
public record LossCounts(List<Loss> losses) {

    public static final LossCounts NONE = new LossCounts(List.of());

    public LossCounts {
        List<Loss> sorted = new ArrayList<>(losses);
        sorted.sort(Comparator.comparing(Loss::column).thenComparing(Loss::kind));
        losses = List.copyOf(sorted);
    }

    public boolean isNone() {
        return losses.isEmpty();
    }

    /** The sums of both. */
    public LossCounts plus(LossCounts more) {
        List<Loss> sums = new ArrayList<>();
        for (Loss loss : losses) {
            sums.add(loss.plus(more.count(loss)));
        }
        for (Loss loss : more.losses) {
            if (count(loss) == 0) {
                sums.add(loss);
            }
        }
        return new LossCounts(sums);
    }

    /**
     * What came to it.
     *
     * @param before none of its numbers greater than here
     */
    public LossCounts since(LossCounts before) {
        List<Loss> news = new ArrayList<>();
        for (Loss loss : losses) {
            long old = before.count(loss);
            if (loss.count() > old) {
                news.add(loss.plus(-old));
            }
        }
        return new LossCounts(news);
    }

    /** The same of the columns as they are after a change; what goes with its column is forgotten. */
    public LossCounts after(SchemaChange change) {
        List<Loss> stayed = new ArrayList<>();
        for (Loss loss : losses) {
            if (!change.dropped().contains(loss.column())) {
                stayed.add(new Loss(change.nameOf(loss.column()), loss.kind(), loss.count()));
            }
        }
        return new LossCounts(stayed);
    }

    /** Of the same column and kind. */
    private long count(Loss other) {
        for (Loss loss : losses) {
            if (loss.column().equals(other.column()) && loss.kind() == other.kind()) {
                return loss.count();
            }
        }
        return 0;
    }
}
