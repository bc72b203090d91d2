package io.vitesslake.cli;

/** What is logged at least, by falling weight. */
enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
}
