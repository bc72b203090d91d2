package io.vitesslake.buffer;

import io.vitesslake.change.RowBlock;
import io.vitesslake.change.Slice;
import io.vitesslake.decode.RowCursor;
import io.vitesslake.decode.RowFormat;

/** Rows at a list of arena addresses. */
final class ArenaRows implements RowBlock {

    private final Arena arena;
    private final FormatNumbers formats;
    private final LongPages addresses;
    private final RowCursor cursor = new RowCursor();

    ArenaRows(Arena arena, FormatNumbers formats, LongPages addresses) {
        this.arena = arena;
        this.formats = formats;
        this.addresses = addresses;
    }

    @Override
    public int rowCount() {
        return addresses.size();
    }

    @Override
    public void seek(int row) {
        if (row < 0 || row >= addresses.size()) {
            throw new IndexOutOfBoundsException("Row " + row + " of " + addresses.size());
        }
        long address = addresses.get(row);
        RowFormat format = formats.get(arena.tag(address));
        cursor.open(format, arena.chunk(address), arena.offset(address), arena.length(address));
    }

    @Override
    public boolean isNullAt(int column) {
        return cursor.isNullAt(column);
    }

    @Override
    public long longAt(int column) {
        return cursor.longAt(column);
    }

    @Override
    public float floatAt(int column) {
        return cursor.floatAt(column);
    }

    @Override
    public double doubleAt(int column) {
        return cursor.doubleAt(column);
    }

    @Override
    public Slice bytesAt(int column) {
        return cursor.bytesAt(column);
    }
}
