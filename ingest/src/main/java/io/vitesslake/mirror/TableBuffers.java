package io.vitesslake.mirror;

import io.vitesslake.buffer.TableBuffer;
import io.vitesslake.buffer.TouchedKeys;
import io.vitesslake.change.TableShape;

/** Makes the buffers of a table, all on one memory budget. */
interface TableBuffers {

    TableBuffer open(TableShape shape, TouchedKeys touched);

    TouchedKeys touchedKeys();
}
