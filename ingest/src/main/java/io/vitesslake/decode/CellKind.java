package io.vitesslake.decode;

/** How the text of one wire column becomes a lake value. */
enum CellKind {
    /** Integer text for a 32-bit column. */
    INT,
    /** Integer text for a 64-bit column. */
    LONG,
    /** Decimal text, unscaled into a long. */
    DECIMAL,
    /** Decimal text, unscaled into bytes. */
    WIDE_DECIMAL,
    FLOAT,
    DOUBLE,
    DATE,
    /** DATETIME or TIMESTAMP; the latter arrives in UTC. */
    MICROS,
    UTF8,
    ASCII,
    LATIN1,
    BINARY,
    /** The lake column is not in this format. */
    ABSENT
}
