package io.vitesslake.buffer;

import io.vitesslake.decode.KeyBytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** 64-bit hash of canonical keys: multiply and fold the high half in, eight bytes at a time (the way of wyhash). */
final class KeyHash {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = 0x9E3779B97F4A7C15L;
    private static final long FACTOR = 0x2D358DCCAA6C78A5L;

    private KeyHash() {}

    static long of(KeyBytes key) {
        byte[] bytes = key.array();
        int length = key.length();
        long hash = SEED ^ length;
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(bytes, at), FACTOR);
        }
        long tail = 0;
        for (; at < length; at++) {
            tail = tail << Byte.SIZE | bytes[at] & 0xFF;
        }
        return mix(mix(hash ^ tail, FACTOR) ^ SEED, FACTOR);
    }

    private static long mix(long a, long b) {
        return Math.multiplyHigh(a, b) ^ a * b;
    }
}
