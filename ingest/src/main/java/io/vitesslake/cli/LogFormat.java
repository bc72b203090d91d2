package io.vitesslake.cli;

/** How a line of the log looks. */
enum LogFormat {
    /** For people. */
    TEXT,
    /** One object a line, for what collects logs. */
    JSON
}
