package io.vitesslake.cli;

import io.vitesslake.config.Config;
import java.util.Comparator;
import java.util.List;

/** The credentials that a sync knows, to be kept out of what it says to others: messages of libraries may hold them. */
final class Secrets {

    /** None are known. */
    static final Secrets NONE = new Secrets(List.of());

    private static final String MASK = "***";

    private final List<String> longestFirst;

    private Secrets(List<String> longestFirst) {
        this.longestFirst = longestFirst;
    }

    static Secrets of(Config config) {
        return new Secrets(config.secrets()
                .filter(secret -> !secret.isBlank())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    /** The text without them. */
    String hide(String text) {
        String hidden = text;
        for (String secret : longestFirst) {
            hidden = hidden.replace(secret, MASK);
        }
        return hidden;
    }
}
