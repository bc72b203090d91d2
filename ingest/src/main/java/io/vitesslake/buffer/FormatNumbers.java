package io.vitesslake.buffer;

import io.vitesslake.decode.RowFormat;
import java.util.ArrayList;
import java.util.List;

/** Numbers the formats of one buffer, so that a stored row can say by which it is read. Not thread-safe. */
final class FormatNumbers {

    private final List<RowFormat> formats = new ArrayList<>();
    private int last;

    int of(RowFormat format) {
        if (last < formats.size() && formats.get(last) == format) {
            return last;
        }
        for (last = 0; last < formats.size(); last++) {
            if (formats.get(last) == format) {
                return last;
            }
        }
        formats.add(format);
        return last;
    }

    RowFormat get(int number) {
        return formats.get(number);
    }
}
