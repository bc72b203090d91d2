package io.vitesslake.mirror;

import io.vitesslake.buffer.SpillDisk;
import io.vitesslake.change.Wait;
import io.vitesslake.source.Inbox;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the loop takes from the machine, handed in so that tests can choose it.
 *
 * @param clock tells the time
 * @param ids makes checkpoint ids, each unique for ever
 * @param disk where changes go that do not fit into memory
 * @param inbox where the loop waits for signals
 * @param pools threads that read and write the lake
 * @param jitter spreads what many processes would do at the same time; used by the loop's thread alone
 * @param pauses pass the time until the source is asked again; must not outlast {@link Mirror#stop} by much
 * @param patience with a lake that does not answer
 */
public record MirrorEnvironment(
        InstantSource clock,
        Supplier<UUID> ids,
        SpillDisk disk,
        Inbox inbox,
        ThreadPools pools,
        RandomGenerator jitter,
        Wait pauses,
        LakePatience patience) {

    /** With threads of the machine. */
    public MirrorEnvironment(
            InstantSource clock,
            Supplier<UUID> ids,
            SpillDisk disk,
            RandomGenerator jitter,
            Wait pauses,
            LakePatience patience) {
        this(clock, ids, disk, new Inbox(), ThreadPools.daemons(), jitter, pauses, patience);
    }
}
