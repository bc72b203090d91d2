package io.vitesslake.child;

/**
 * What a process used, as last seen before it ended (Linux /proc; zero elsewhere).
 *
 * @param seconds from start to end
 * @param cpuSeconds of all its threads, in user and system mode
 * @param peakRssBytes largest resident set
 */
public record Usage(double seconds, double cpuSeconds, long peakRssBytes) {}
