package io.vitesslake.decode;

/** How one wire column becomes a lake value. */
enum CellKind {
    /** Integer text for a 32-bit column. */
    INT,
    /** Integer text for a 64-bit column. */
    LONG,
    /** A BIT of at most 63 bits, as a number. */
    BITS,
    /** A BIT of 64 bits, as a number unscaled into bytes. */
    WIDE_BITS,
    /** Decimal text, unscaled into a long. */
    DECIMAL,
    /** Decimal text, unscaled into bytes. */
    WIDE_DECIMAL,
    /** Decimal text, as canonical text. */
    DECIMAL_TEXT,
    FLOAT,
    DOUBLE,
    DATE,
    /** DATETIME or TIMESTAMP; the latter arrives in UTC. */
    MICROS,
    /** TIME as signed microseconds. */
    TIME_MICROS,
    /** TIME as microseconds since midnight. */
    TIME_OF_DAY,
    /** TIME as canonical text. */
    TIME_TEXT,
    /** Text, by the column's {@link TextDecoder}. */
    TEXT,
    /** A document for a variant, as it is: whoever writes it reads it. */
    JSON,
    /** Bytes as they are. */
    BINARY,
    GEOMETRY,
    /** The shard has yet to add the column: its rows have the initial default of the lake's. */
    INITIAL,
    /** The lake column is not in this format. */
    ABSENT
}
