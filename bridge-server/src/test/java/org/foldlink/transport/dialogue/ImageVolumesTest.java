package org.foldlink.transport.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.protocol.message.CoordinateFrame;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageVolumesTest {

    /** The example of the wire's description: 4×3×2 voxels, first voxel centre (100, 50, −30), columns −0.5, −0.5, 2. */
    @Test
    void theWiresPositionIsTheCentreOfTheGrid() {
        ImageMessage image = ImageMessage.whole(
                new Ijk(4, 3, 2),
                ScalarType.UINT8,
                ByteOrder.BIG_ENDIAN,
                CoordinateFrame.RAS,
                Matrix3x4.of(-0.5f, 0, 0, 0, -0.5f, 0, 0, 0, 2, 99.25f, 49.5f, -29),
                ByteBuffer.allocate(24));
        Volume volume = ImageVolumes.volume(image);
        assertThat(volume.grid().indexToRas().translation()).isEqualTo(new Vec3(100, 50, -30));
        assertThat(ImageVolumes.message(volume).matrix()).isEqualTo(image.matrix());
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void everyTypeComesBackInBothByteOrdersAndFrames(VoxelType type) {
        Random random = new Random(5);
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            for (CoordinateFrame frame : CoordinateFrame.values()) {
                Volume volume = random(type, random);
                ImageMessage sent = ImageVolumes.message(volume);
                ByteBuffer pixels =
                        ByteBuffer.allocate((int) volume.voxels().byteCount()).order(order);
                for (long v = 0; v < volume.voxels().count(); v++) {
                    put(pixels, type, volume.voxels().get(v));
                }
                float[] matrix = sent.matrix().toArray();
                if (frame == CoordinateFrame.LPS) {
                    for (int column = 0; column < 4; column++) {
                        matrix[column * 3] = -matrix[column * 3];
                        matrix[column * 3 + 1] = -matrix[column * 3 + 1];
                    }
                }
                Volume back = ImageVolumes.volume(ImageMessage.whole(
                        sent.size(), sent.scalarType(), order, frame, Matrix3x4.of(matrix), pixels.flip()));
                assertThat(back.type()).isEqualTo(type);
                for (long v = 0; v < volume.voxels().count(); v++) {
                    assertThat(back.voxels().get(v)).isEqualTo(volume.voxels().get(v));
                }
                Vec3 far = volume.grid().indexToRas().apply(6, 4, 3);
                Vec3 farBack = back.grid().indexToRas().apply(6, 4, 3);
                assertThat(farBack.minus(far).norm()).isCloseTo(0, within(1e-4));
            }
        }
    }

    private static Volume random(VoxelType type, Random random) {
        Vec3 i = new Vec3(0.7, 0.1, 0.05);
        Vec3 k = i.cross(new Vec3(0.2, 1, 0.3)).unit();
        Vec3 j = k.cross(i).unit();
        Grid grid = new Grid(7, 5, 4, new Affine(i, j.times(1.3), k.times(2.5), new Vec3(-40, 25, 13)));
        Volume volume = Volume.allocate(grid, type);
        for (long v = 0; v < grid.count(); v++) {
            volume.voxels().set(v, random.nextInt(100));
        }
        return volume;
    }

    private static void put(ByteBuffer pixels, VoxelType type, double value) {
        switch (type) {
            case UINT8, INT8 -> pixels.put((byte) value);
            case UINT16, INT16 -> pixels.putShort((short) value);
            case UINT32, INT32 -> pixels.putInt((int) value);
            case FLOAT32 -> pixels.putFloat((float) value);
            case FLOAT64 -> pixels.putDouble(value);
        }
    }
}
