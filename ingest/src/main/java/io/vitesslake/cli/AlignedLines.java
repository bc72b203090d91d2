package io.vitesslake.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Lines of cells below their titles, in columns that are as wide as their widest cell. One thread. */
final class AlignedLines {

    private final List<String> titles;
    private final Set<String> numbers;
    private final List<List<String>> lines = new ArrayList<>();

    /** @param numbers titles of columns whose cells line up by their last digit */
    AlignedLines(List<String> titles, Set<String> numbers) {
        this.titles = List.copyOf(titles);
        this.numbers = Set.copyOf(numbers);
        lines.add(this.titles);
    }

    /** @param cells one for each title */
    void add(List<String> cells) {
        lines.add(List.copyOf(cells));
    }

    @Override
    public String toString() {
        int[] widths = new int[titles.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        return lines.stream().map(line -> aligned(line, widths)).collect(Collectors.joining("\n"));
    }

    private String aligned(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String side = numbers.contains(titles.get(i)) ? "" : "-";
            // The last column needs no padding.
            String padded = i == widths.length - 1
                    ? cells.get(i)
                    : String.format(Locale.ROOT, "%" + side + widths[i] + "s", cells.get(i));
            line.append(i == 0 ? "" : "  ").append(padded);
        }
        return line.toString();
    }
}
