package org.foldlink.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {

    @TempDir
    Path folder;

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void theTargetAppearsOnlyWhenWhole() throws IOException {
        Path target = folder.resolve("v.nii");
        PartFile.write(target, out -> {
            out.write(ByteBuffer.wrap(new byte[] {1, 2}));
            assertThat(files()).hasSize(1).doesNotContain(target);
            out.write(ByteBuffer.wrap(new byte[] {3}));
        });
        assertThat(files()).containsExactly(target);
        assertThat(target).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void aDiskThatFillsLeavesNothingAndKeepsTheOldFile() throws IOException {
        Path target = folder.resolve("v.nii");
        Files.write(target, new byte[] {9});
        assertThatThrownBy(() -> PartFile.write(target, out -> {
                    out.write(ByteBuffer.wrap(new byte[1000]));
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write " + target + ": No space left on device (nothing was left behind)");
        assertThat(files()).containsExactly(target);
        assertThat(target).hasBinaryContent(new byte[] {9});
    }

    @Test
    void aDiskThatFillsBeneathGzipLeavesNothingEither() throws IOException {
        Path target = folder.resolve("v.nii.gz");
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        assertThatThrownBy(() -> PartFile.write(target, out -> {
                    try (GzipChannel zip = new GzipChannel(new SmallDisk(out, 300_000))) {
                        zip.write(ByteBuffer.wrap(noise));
                    }
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write " + target + ": No space left on device (nothing was left behind)");
        assertThat(files()).isEmpty();
    }

    /** Takes some bytes and then no more. */
    private static final class SmallDisk implements WritableByteChannel {
        private final WritableByteChannel below;
        private long left;

        SmallDisk(WritableByteChannel below, long left) {
            this.below = below;
            this.left = left;
        }

        @Override
        public int write(ByteBuffer src) throws IOException {
            if (src.remaining() > left) {
                throw new IOException("No space left on device");
            }
            left -= src.remaining();
            return below.write(src);
        }

        @Override
        public boolean isOpen() {
            return below.isOpen();
        }

        @Override
        public void close() throws IOException {
            below.close();
        }
    }

    @Test
    void aProgramErrorLeavesNothingEither() throws IOException {
        assertThatThrownBy(() -> PartFile.write(folder.resolve("v.nii"), out -> {
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void aFolderIsNoFile() {
        assertThatThrownBy(() -> PartFile.write(folder, out -> {}))
                .hasMessage("cannot write " + folder + ": it is a folder (expected a file name)");
    }
}
