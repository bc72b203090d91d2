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
 * @param copyParallelism tables copied at the same time
 * @param bufferBytes memory for changes, those being written included
 * @param encoders threads that write files
 */
public record MirrorOptions(
        boolean once,
        TabletType tabletType,
        Duration checkpointInterval,
        Duration idleInterval,
        int copyParallelism,
        long bufferBytes,
        int encoders) {

    public MirrorOptions {
        Objects.requireNonNull(tabletType, "tabletType");
        if (copyParallelism < 1 || encoders < 1 || bufferBytes < 1) {
            throw new IllegalArgumentException("Invalid options: copy parallelism " + copyParallelism + ", encoders "
                    + encoders + ", buffer bytes " + bufferBytes + "; each must be at least 1");
        }
    }
}
