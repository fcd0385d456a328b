package org.foldlink.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Laws of voxels, with blocks of 16 bytes so that every access crosses their boundaries. */
class VoxelsLawsTest {

    private static double random(Random random, VoxelType type) {
        double unit = random.nextDouble();
        return switch (type) {
            case FLOAT32 -> (float) (unit * 2e6 - 1e6);
            case FLOAT64 -> unit * 2e6 - 1e6;
            case UINT8, INT8, UINT16, INT16, UINT32, INT32 -> Math.rint(unit * (type.max() - type.min()) + type.min());
        };
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void whatIsSetIsReadBackAcrossBlocks(VoxelType type) {
        Random random = new Random(3);
        for (int count : new int[] {1, 2, 3, 15, 16, 17, 33, 100}) {
            Voxels voxels = Voxels.allocate(type, count, 4);
            double[] values = new double[count];
            for (int n = 0; n < count; n++) {
                assertThat(voxels.get(n)).isZero();
                values[n] = n == 0 ? type.min() : n == 1 ? type.max() : random(random, type);
                voxels.set(n, values[n]);
            }
            for (int n = 0; n < count; n++) {
                assertThat(voxels.get(n)).isEqualTo(values[n]);
            }
            assertThat(voxels.byteCount()).isEqualTo((long) count * type.bytes());
            assertThat(voxels.blocks()).hasSize((count * type.bytes() + 15) / 16);
            for (int n = 0; n < 200; n++) {
                int from = random.nextInt(count);
                int length = random.nextInt(count - from + 1);
                int offset = random.nextInt(5);
                double[] doubles = new double[offset + length + 1];
                float[] floats = new float[offset + length + 1];
                voxels.read(from, doubles, offset, length);
                voxels.read(from, floats, offset, length);
                for (int i = 0; i < length; i++) {
                    assertThat(doubles[offset + i]).isEqualTo(values[from + i]);
                    assertThat(floats[offset + i]).isEqualTo((float) values[from + i]);
                }
                assertThat(doubles[offset + length]).isZero();
                assertThat(floats[offset + length]).isZero();
            }
        }
    }

    @Test
    void blocksAreReadOnlyNativeOrderAndTogetherAllVoxels() {
        Voxels voxels = Voxels.allocate(VoxelType.INT16, 20, 4);
        for (int n = 0; n < 20; n++) {
            voxels.set(n, n - 10);
        }
        int n = 0;
        for (ByteBuffer block : voxels.blocks()) {
            assertThat(block.isReadOnly()).isTrue();
            assertThat(block.order()).isEqualTo(ByteOrder.nativeOrder());
            while (block.hasRemaining()) {
                assertThat(block.getShort()).isEqualTo((short) (n++ - 10));
            }
        }
        assertThat(n).isEqualTo(20);
    }

    @Test
    void wrappingDoesNotCopy() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(9).order(ByteOrder.nativeOrder());
        bytes.position(1);
        Voxels voxels = Voxels.wrap(VoxelType.FLOAT32, bytes);
        bytes.putFloat(5, 2.5f);
        assertThat(voxels.count()).isEqualTo(2);
        assertThat(voxels.get(1)).isEqualTo(2.5);
        bytes.position(2);
        assertThatThrownBy(() -> Voxels.wrap(VoxelType.INT16, bytes))
                .hasMessage("voxel buffer has 7 bytes (expected a multiple of 2 for INT16)");
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void swappingTwiceIsNothing(VoxelType type) {
        Random random = new Random(9);
        byte[] bytes = new byte[64];
        random.nextBytes(bytes);
        ByteBuffer block = ByteBuffer.allocateDirect(64)
                .order(ByteOrder.nativeOrder())
                .put(bytes)
                .flip();
        VolumeBytes.swap(block, type.bytes());
        for (int n = 0; n < 64; n++) {
            int within = n % type.bytes();
            assertThat(block.get(n)).isEqualTo(bytes[n - within + type.bytes() - 1 - within]);
        }
        VolumeBytes.swap(block, type.bytes());
        assertThat(block.equals(ByteBuffer.wrap(bytes))).isTrue();
    }

    @Test
    void aVolumeHasAVoxelForEveryGridPoint() {
        Grid grid = new Grid(2, 3, 4, Affine.IDENTITY);
        Volume volume = Volume.allocate(grid, VoxelType.UINT8);
        volume.voxels().set(grid.index(1, 2, 3), 200);
        assertThat(volume.at(1, 2, 3)).isEqualTo(200);
        assertThat(volume.voxels().get(23)).isEqualTo(200);
        assertThatThrownBy(() -> new Volume(grid, Voxels.allocate(VoxelType.UINT8, 23)))
                .hasMessage("volume has 23 voxels (expected 2 x 3 x 4 = 24)");
    }
}
