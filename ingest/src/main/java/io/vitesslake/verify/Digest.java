package io.vitesslake.verify;

/** 128 bits that stand for a key or a row: that two that differ have the same is too unlikely to happen. */
record Digest(long high, long low) {}
