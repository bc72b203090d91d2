package io.vitesslake.tables;

/** How older rows of changed keys are removed. */
public enum DeleteMode {
    /** By their keys: cheap to write and without state, dear to read until somebody rewrites the data files. */
    EQUALITY,
    /** By where they are: position-delete files in format version 2, deletion vectors in 3. Needs a key index. */
    POSITION
}
