package io.vitesslake.verify;

/** Both sides of one table. */
interface Sides {

    /** A look at the newest snapshot of the lake. */
    Look look();
}
