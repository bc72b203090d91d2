package io.vitesslake.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Pins the file format of recordings. */
final class RecordingTest {

    @Test
    void whatWasWrittenIsRead() throws IOException {
        List<byte[]> responses = List.of(new byte[] {1, 2, 3}, new byte[0], new byte[70_000]);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Recording.write(file, responses);
        assertThat(Recording.read(new ByteArrayInputStream(file.toByteArray()))).containsExactlyElementsOf(responses);
    }

    @Test
    void aRecordingThatWasCutOffIsRefusedWithItsPlace() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(file)) {
            out.write(new byte[] {0, 0, 0, 1, 42, 0, 0, 0, 9, 1, 2});
        }
        assertThatThrownBy(() -> Recording.read(new ByteArrayInputStream(file.toByteArray())))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("response 1 has 2 of 9 bytes")
                .hasMessageContaining("record it again");
    }
}
