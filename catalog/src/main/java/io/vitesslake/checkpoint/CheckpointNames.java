package io.vitesslake.checkpoint;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * How checkpoints are named in a table. Must never change for a table that has one.
 *
 * @param prefix begins the name of each of our properties, in snapshot summaries and in the table's properties
 * @param tag name of the Iceberg tag that holds the snapshot of the newest checkpoint
 * @param branch name of the Iceberg branch that a table is copied again on
 */
public record CheckpointNames(String prefix, String tag, String branch) {

    /** Type of the Puffin blob that holds the notes of a checkpoint. */
    public static final String NOTES_BLOB = "checkpoint-notes-v1";

    public CheckpointNames {
        if (prefix.isEmpty() || tag.isEmpty() || branch.isEmpty() || tag.equals(branch)) {
            throw new IllegalArgumentException(
                    "Invalid names: prefix '" + prefix + "', tag '" + tag + "', branch '" + branch + "'");
        }
    }

    /** Name of the property that a snapshot has if and only if it is a checkpoint of ours. */
    public String idProperty() {
        return prefix + Checkpoint.ID;
    }

    /** Name of the table property that asks for a new copy of the table. */
    public String recopyProperty() {
        return prefix + Checkpoint.RECOPY_REQUESTED;
    }

    /** Name of the table property that asks the writer to leave the table as it is. */
    public String pauseProperty() {
        return prefix + Checkpoint.PAUSED_SINCE;
    }

    /** What tells snapshots of the branch from those that readers see or saw, even when the branch is gone. */
    public Map<String, String> branchMark() {
        return Map.of(prefix + Checkpoint.BRANCH, branch);
    }

    /** What tells snapshots of our own maintenance, which hold the rows of the one before, from those of others. */
    public Map<String, String> maintenanceMark() {
        return Map.of(prefix + Checkpoint.MAINTENANCE, "true");
    }

    /** Whether a snapshot is ours: a checkpoint, or maintenance. */
    public boolean isOurs(Map<String, String> summary) {
        return summary.containsKey(idProperty()) || summary.containsKey(prefix + Checkpoint.MAINTENANCE);
    }

    boolean isOfBranch(Map<String, String> summary) {
        return branch.equals(summary.get(prefix + Checkpoint.BRANCH));
    }

    /** The checkpoint as properties, prefixed. */
    public Map<String, String> propertiesOf(Checkpoint checkpoint) {
        Map<String, String> properties = new HashMap<>();
        checkpoint.cursor().forEach((name, value) -> properties.put(prefix + name, value));
        properties.put(prefix + Checkpoint.ID, checkpoint.id().toString());
        checkpoint.parentId().ifPresent(parent -> properties.put(prefix + Checkpoint.PARENT_ID, parent.toString()));
        return properties;
    }

    /** The counts as properties, prefixed. They describe one snapshot and are no part of its checkpoint. */
    public Map<String, String> propertiesOf(ChangeCounts counts) {
        return Map.of(
                prefix + Checkpoint.INSERTED, Long.toString(counts.inserted()),
                prefix + Checkpoint.UPDATED, Long.toString(counts.updated()),
                prefix + Checkpoint.DELETED, Long.toString(counts.deleted()));
    }

    /** What others changed and still stands, as properties of a snapshot, prefixed. */
    public Map<String, String> propertiesOf(List<ForeignChange> changes) {
        return changes.isEmpty()
                ? Map.of()
                : Map.of(
                        prefix + Checkpoint.FOREIGN_CHANGES,
                        changes.stream().map(ForeignChange::print).collect(Collectors.joining("\n")));
    }

    /**
     * Reads what {@link #propertiesOf(List)} wrote.
     *
     * @throws CodedException LAKE {@code checkpoint-in-doubt}, when it is not what we write
     */
    List<ForeignChange> foreignChangesOf(Map<String, String> summary) {
        String text = summary.getOrDefault(prefix + Checkpoint.FOREIGN_CHANGES, "");
        try {
            return text.lines().map(ForeignChange::parse).toList();
        } catch (IllegalArgumentException e) {
            throw inDoubt(text, "no list of changes by others", e);
        }
    }

    /** Properties of the blob that holds the notes of a checkpoint: whose they are, and a checksum of them. */
    public Map<String, String> propertiesOfNotes(Checkpoint checkpoint, byte[] notes) {
        CRC32C checksum = new CRC32C();
        checksum.update(notes);
        return Map.of(idProperty(), checkpoint.id().toString(), "crc32c", Long.toHexString(checksum.getValue()));
    }

    /**
     * Reads what {@link #propertiesOf(Checkpoint)} wrote.
     *
     * @return empty when the properties are not those of a checkpoint
     * @throws CodedException LAKE {@code checkpoint-in-doubt}, when an id is no UUID
     */
    public Optional<Checkpoint> checkpointOf(Map<String, String> properties) {
        String id = properties.get(idProperty());
        if (id == null) {
            return Optional.empty();
        }
        Map<String, String> cursor = new HashMap<>();
        properties.forEach((name, value) -> {
            if (name.startsWith(prefix) && !Checkpoint.RESERVED.contains(name.substring(prefix.length()))) {
                cursor.put(name.substring(prefix.length()), value);
            }
        });
        Optional<UUID> parent = Optional.ofNullable(properties.get(prefix + Checkpoint.PARENT_ID))
                .map(this::uuid);
        return Optional.of(new Checkpoint(uuid(id), parent, cursor));
    }

    private UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw inDoubt(text, "not a checkpoint id", e);
        }
    }

    private CodedException inDoubt(String text, String what, IllegalArgumentException cause) {
        return new CodedException(
                ErrorCode.LAKE,
                CheckpointReader.IN_DOUBT,
                "Cannot read a checkpoint: '" + text + "' under " + prefix + "* is " + what
                        + ". Another program uses our property names: roll the table back to the snapshot before it, or"
                        + " copy the table again",
                cause);
    }
}
