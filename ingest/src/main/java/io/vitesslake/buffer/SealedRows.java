package io.vitesslake.buffer;

import io.vitesslake.change.ChangeCounts;

/** What one store held when it was sealed, and the memory it holds. */
record SealedRows(Reservation memory, ArenaRows deletes, ArenaRows rows, ChangeCounts counts) {}
