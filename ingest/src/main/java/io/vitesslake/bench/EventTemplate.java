package io.vitesslake.bench;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;

/** A recorded event that is written once per loop, as an event of a response. Two kinds: rows, and all that is rare. */
interface EventTemplate {

    /** Bytes with tag and length; also decides what the next {@link #write} writes. */
    int size(Loop loop);

    void write(CodedOutputStream out) throws IOException;
}
