package org.foldlink.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ImageMessageTest {
    private static final Ijk SIZE = new Ijk(4, 3, 2);

    @Test
    void theMatrixHoldsTheCentreOfTheGrid() {
        // First voxel centre (100, 50, −30), steps −0.5, −0.5, 2.
        Matrix3x4 matrix = ImageMessage.centredMatrix(SIZE, -0.5, 0, 0, 100, 0, -0.5, 0, 50, 0, 0, 2, -30);
        assertThat(matrix).isEqualTo(Matrix3x4.of(-0.5f, 0, 0, 0, -0.5f, 0, 0, 0, 2, 99.25f, 49.5f, -29));
        ImageMessage image = ImageMessage.whole(
                SIZE, ScalarType.UINT8, ByteOrder.LITTLE_ENDIAN, CoordinateFrame.RAS, matrix, ByteBuffer.allocate(24));
        assertThat(image.firstVoxelCentre()).containsExactly(100.0, 50.0, -30.0);
    }

    @Test
    void pixelsThatDoNotFillTheGridAreRefused() {
        assertThatThrownBy(() -> ImageMessage.whole(
                        SIZE,
                        ScalarType.INT16,
                        ByteOrder.LITTLE_ENDIAN,
                        CoordinateFrame.RAS,
                        Matrix3x4.IDENTITY,
                        ByteBuffer.allocate(24)))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessage("IMAGE pixels = 24 bytes (expected 48 bytes)");
    }

    @Test
    void movingTheGivenBufferMovesNothing() {
        ByteBuffer given = ByteBuffer.allocate(24);
        ImageMessage image = ImageMessage.whole(
                SIZE, ScalarType.UINT8, ByteOrder.BIG_ENDIAN, CoordinateFrame.RAS, Matrix3x4.IDENTITY, given);
        given.position(20);
        image.pixels().position(7);
        assertThat(image.pixels().remaining()).isEqualTo(24);
    }
}
