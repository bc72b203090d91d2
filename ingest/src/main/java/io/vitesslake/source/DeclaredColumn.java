package io.vitesslake.source;

import java.util.Objects;
import java.util.Optional;

/**
 * A column as its table declares it.
 *
 * @param name as MySQL spells it
 * @param type as INFORMATION_SCHEMA.COLUMNS.COLUMN_TYPE has it, such as {@code int unsigned} or {@code enum('a','b')}
 * @param characterSet MySQL's name of it; empty for what is no text
 * @param notNull whether it is never null
 * @param defaultText as INFORMATION_SCHEMA.COLUMNS.COLUMN_DEFAULT has it; empty for null, for none, and when not known
 */
public record DeclaredColumn(
        String name, String type, Optional<String> characterSet, boolean notNull, Optional<String> defaultText) {

    /** Of whose default nothing is known. */
    public DeclaredColumn(String name, String type, Optional<String> characterSet, boolean notNull) {
        this(name, type, characterSet, notNull, Optional.empty());
    }

    public DeclaredColumn {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(characterSet, "characterSet");
        Objects.requireNonNull(defaultText, "defaultText");
    }

    /** The same under another name. */
    public DeclaredColumn named(String newName) {
        return new DeclaredColumn(newName, type, characterSet, notNull, defaultText);
    }
}
