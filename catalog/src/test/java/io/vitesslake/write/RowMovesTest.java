package io.vitesslake.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.index.LiveFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.junit.jupiter.api.Test;

class RowMovesTest {

    private record Place(int file, long position) {}

    @Test
    void aRowThatDiesLaterIsFoundWhereItWent() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            RowMoves moves = new RowMoves();
            Map<Integer, PositionDeleteIndex> moved = new HashMap<>();
            Set<Place> expected = new HashSet<>();
            List<Runnable> later = new ArrayList<>();
            int file = 0;
            long next = 0;
            for (int old = 0; old < 4; old++) {
                String location = "old " + old;
                PositionDeleteIndex dead = LiveFile.none();
                int rows = random.nextInt(12);
                for (long position = 0; position < rows; position++) {
                    if (random.nextInt(3) == 0) {
                        // By position, which is told again, or by key.
                        if (random.nextBoolean()) {
                            dead.delete(position);
                        }
                        continue;
                    }
                    moves.row(location, position);
                    if (random.nextInt(3) == 0) {
                        dead.delete(position);
                        expected.add(new Place(file, next));
                    }
                    next++;
                    if (random.nextInt(5) == 0) {
                        moves.endOfFile();
                        file++;
                        next = 0;
                    }
                }
                later.add(() -> moves.move(location, dead, moved));
            }
            moves.endOfFile();
            later.forEach(Runnable::run);
            Set<Place> found = new HashSet<>();
            moved.forEach((number, positions) -> positions.forEach(position -> found.add(new Place(number, position))));
            assertThat(found).as("seed %s", seed).isEqualTo(expected);
        }
    }
}
