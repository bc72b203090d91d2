package io.vitesslake.buffer;

import java.nio.file.Path;

/** Disks that are as large as tests need them. */
public final class TestDisk {

    private TestDisk() {}

    public static SpillDisk in(Path directory) {
        return new SpillDisk(directory, wait -> {});
    }
}
