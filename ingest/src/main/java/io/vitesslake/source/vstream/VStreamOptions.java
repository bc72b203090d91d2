package io.vitesslake.source.vstream;

import java.time.Duration;
import java.util.Objects;

/**
 * How to talk to VTGate.
 *
 * @param maxMessageBytes largest response that is accepted; VTGate's own limit (--grpc-max-message-size) is 16 MiB by
 * default
 * @param maxUnreadBytes bytes of one stream that may wait in the inbox; a message larger than every one before it may
 * exceed it
 * @param heartbeat silence after which VTGate sends a heartbeat; whole seconds, at least one
 * @param keepAlive silence after which the connection is pinged; VTGate allows no less than 10 s by default
 * @param callTimeout longest wait for the answer of a query
 */
public record VStreamOptions(
        int maxMessageBytes, long maxUnreadBytes, Duration heartbeat, Duration keepAlive, Duration callTimeout) {

    /** Four times VTGate's own limit, so that raising that one alone helps. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 64 << 20;

    /** Some 0.05 s of the fastest stream seen: enough to keep the loop busy, little against the memory budget. */
    public static final long DEFAULT_MAX_UNREAD_BYTES = 32L << 20;

    public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(5);
    public static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(30);
    public static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(30);

    public VStreamOptions {
        Objects.requireNonNull(keepAlive, "keepAlive");
        Objects.requireNonNull(callTimeout, "callTimeout");
        if (maxMessageBytes < 1 || maxUnreadBytes < 1) {
            throw new IllegalArgumentException(
                    "Limits must be positive: message " + maxMessageBytes + ", unread " + maxUnreadBytes);
        }
        if (heartbeat.toSeconds() < 1) {
            throw new IllegalArgumentException("The heartbeat must be at least one second: " + heartbeat);
        }
    }

    public static VStreamOptions defaults() {
        return bounded(DEFAULT_MAX_MESSAGE_BYTES, DEFAULT_MAX_UNREAD_BYTES);
    }

    /** With bounds of one's own, and all else by default. */
    public static VStreamOptions bounded(int maxMessageBytes, long maxUnreadBytes) {
        return new VStreamOptions(
                maxMessageBytes, maxUnreadBytes, DEFAULT_HEARTBEAT, DEFAULT_KEEP_ALIVE, DEFAULT_CALL_TIMEOUT);
    }
}
