package io.vitesslake.mirror;

import io.vitesslake.change.SchemaChange;

/** What a change of a source table's columns asks for. */
sealed interface Evolution {

    /** Nothing, or new columns at the end, which are in place already. */
    record Followed() implements Evolution {}

    /** A checkpoint that changes the lake's schema; the table's stream goes on behind it. Nothing is changed yet. */
    record NeedsCheckpoint(SchemaChange change) implements Evolution {}

    /**
     * A new copy: what the lake holds is not, or not known to be, what the source holds.
     *
     * @param why a clause, for people
     */
    record NeedsCopy(String why) implements Evolution {}

    Evolution FOLLOWED = new Followed();
}
