package io.vitesslake.decode;

/**
 * Tells whether a {@code binlogdata.RowChange} holds whole rows. VTGate adds its bitmaps only when an after image lacks
 * columns or has partial JSON (vstreamer.go), so the usual row costs two steps of a walker.
 */
final class RowImages {

    private static final int DATA_COLUMNS = 3;
    private static final int JSON_PARTIAL_VALUES = 4;

    private final MessageWalker change = new MessageWalker();
    private final MessageWalker bitmap = new MessageWalker();

    boolean complete(byte[] buffer, int offset, int length) {
        change.open(buffer, offset, length);
        while (change.next()) {
            if (change.field() == DATA_COLUMNS && !everyBitSet(buffer)) {
                return false;
            }
            if (change.field() == JSON_PARTIAL_VALUES && anyBitSet(buffer)) {
                return false;
            }
        }
        return true;
    }

    void forget() {
        change.forget();
        bitmap.forget();
    }

    private boolean everyBitSet(byte[] buffer) {
        long count = 0;
        int start = 0;
        int bytes = 0;
        bitmap.open(buffer, change.start(), change.length());
        while (bitmap.next()) {
            switch (bitmap.field()) {
                case 1 -> count = bitmap.value();
                case 2 -> {
                    start = bitmap.start();
                    bytes = bitmap.length();
                }
                default -> {}
            }
        }
        for (int i = 0; i < count; i++) {
            if (i / 8 >= bytes || (buffer[start + i / 8] >> (i % 8) & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    private boolean anyBitSet(byte[] buffer) {
        bitmap.open(buffer, change.start(), change.length());
        while (bitmap.next()) {
            if (bitmap.field() == 2) {
                for (int i = bitmap.start(); i < bitmap.start() + bitmap.length(); i++) {
                    if (buffer[i] != 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
