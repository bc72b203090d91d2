package io.vitesslake.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * One response to send, as pieces of arrays that are shared by all streams.
 *
 * @param length bytes in all parts
 * @param rows row changes in it
 */
record Payload(List<Bytes> parts, int length, int rows) {

    static Payload of(List<Segment> segments) {
        List<Bytes> parts = new ArrayList<>(segments.size());
        int length = 0;
        int rows = 0;
        for (Segment segment : segments) {
            parts.add(segment.bytes());
            length += segment.bytes().length();
            rows += segment.rows();
        }
        return new Payload(parts, length, rows);
    }
}
