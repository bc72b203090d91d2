package io.vitesslake.mirror;

import io.vitesslake.source.TabletType;
import java.time.Duration;
import java.util.Objects;

/**
 * Settings of the loop.
 *
 * @param once stop when every table has reached the positions that the source had at the start
 * @param tabletType kind of tablet to stream from
 * @param checkpointInterval longest time that changes wait for their snapshot
 * @param idleInterval longest age of the saved position of a table without changes
 * @param copy how first copies burden the source
 * @param bufferBytes memory for changes, those being written included
 * @param encoders threads that write files
 */
public record MirrorOptions(
        boolean once,
        TabletType tabletType,
        Duration checkpointInterval,
        Duration idleInterval,
        CopyOptions copy,
        long bufferBytes,
        int encoders) {

    public MirrorOptions {
        Objects.requireNonNull(tabletType, "tabletType");
        Objects.requireNonNull(copy, "copy");
        if (encoders < 1 || bufferBytes < 1) {
            throw new IllegalArgumentException("Invalid options: encoders " + encoders + ", buffer bytes " + bufferBytes
                    + "; each must be at least 1");
        }
    }
}
