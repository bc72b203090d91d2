package io.vitesslake.config;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/** Everything wrong with one file, reported together. */
final class Problems {

    private record Problem(int line, String text) {}

    private final Set<Problem> problems =
            new TreeSet<>(Comparator.comparingInt(Problem::line).thenComparing(Problem::text));

    void add(int line, String text) {
        problems.add(new Problem(line, text));
    }

    void throwIfAny(String file) {
        if (problems.isEmpty()) {
            return;
        }
        StringBuilder message =
                new StringBuilder("Cannot use configuration ").append(file).append(':');
        for (Problem problem : problems) {
            message.append("\n  line ").append(problem.line()).append(": ").append(problem.text());
        }
        throw new CodedException(ErrorCode.CONFIG, "invalid-configuration", message.toString());
    }
}
