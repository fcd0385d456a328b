package org.foldlink.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading in steps and in blocks, with both so small that every read crosses them. */
class VolumeBytesTest {

    @TempDir
    Path folder;

    private Path write(Voxels voxels, boolean gzip) throws IOException {
        Path file = folder.resolve("voxels");
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (gzip) {
                try (GzipChannel zip = new GzipChannel(out)) {
                    VolumeBytes.writeVoxels(voxels, zip);
                }
            } else {
                VolumeBytes.writeVoxels(voxels, out);
            }
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void blocksAndStepsGiveTheSameVoxels(boolean gzip) throws IOException {
        Random random = new Random(8);
        for (int count : new int[] {1, 7, 8, 9, 15, 16, 17, 1000}) {
            Voxels voxels = Voxels.allocate(VoxelType.INT16, count, 4);
            for (int n = 0; n < count; n++) {
                voxels.set(n, random.nextInt(65536) - 32768);
            }
            Path file = write(voxels, gzip);
            for (int first : new int[] {1, 3, 16, 1 << 20}) {
                for (int shift : new int[] {1, 4, 6, 20}) {
                    try (VolumeBytes in = VolumeBytes.open(file)) {
                        Voxels back = in.readVoxels(VoxelType.INT16, count, ByteOrder.nativeOrder(), first, shift);
                        assertThat(back.blocks()).hasSize((2 * count + (1 << shift) - 1) >> shift);
                        for (int n = 0; n < count; n++) {
                            assertThat(back.get(n)).isEqualTo(voxels.get(n));
                        }
                        assertThat(in.finish()).isFalse();
                    }
                }
            }
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void aMissingEndIsFoundInWhateverBlockItLies(int missing) throws IOException {
        Path file = write(Voxels.allocate(VoxelType.INT32, 10 - missing), true);
        try (VolumeBytes in = VolumeBytes.open(file)) {
            assertThatThrownBy(() -> in.readVoxels(VoxelType.INT32, 10, ByteOrder.nativeOrder(), 8, 4))
                    .isInstanceOf(VolumeFormatException.class)
                    .hasMessage("voxel data ends after " + 4 * (10 - missing)
                            + " bytes (expected 40: 10 voxels of INT32): the file is truncated, copy it again");
        }
    }

    @Test
    void highlyCompressedVoxelsAreReadInSteps() throws IOException {
        Voxels zeros = Voxels.allocate(VoxelType.UINT8, 1 << 20);
        Path file = write(zeros, true);
        assertThat(Files.size(file)).isLessThan(10_000);
        try (VolumeBytes in = VolumeBytes.open(file)) {
            Voxels back = in.readVoxels(VoxelType.UINT8, 1 << 20, ByteOrder.nativeOrder(), 1000, 30);
            assertThat(back.blocks()).hasSize(1);
            assertThat(back.blocks().get(0).remaining()).isEqualTo(1 << 20);
        }
    }

    @Test
    void aShortFileIsNoGzip() throws IOException {
        Path file = Files.write(folder.resolve("one"), new byte[] {0x1F});
        try (VolumeBytes in = VolumeBytes.open(file)) {
            ByteBuffer to = ByteBuffer.allocate(4);
            assertThat(in.read(to)).isEqualTo(1);
            assertThat(in.position()).isEqualTo(1);
        }
    }
}
