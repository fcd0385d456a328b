package org.foldlink.protocol.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * IMAGE: a regular grid of voxels, or a part of one (a subvolume).
 *
 * @param size voxels of the whole grid along i, j, k, each 1..65535
 * @param components values a voxel, 1..255, interleaved
 * @param scalarType type of one value
 * @param pixelOrder byte order of {@code pixels}
 * @param frame frame of {@code matrix}: RAS or LPS
 * @param matrix as on the wire: the columns are the steps of one voxel along i, j and k in millimetres (direction cosines scaled by
 *     the spacing); the last column is the <em>centre of the grid of voxel centres</em>, not the first voxel:
 *     {@code P = origin + Σ column·(size−1)/2}. See {@link #firstVoxelCentre()} and {@link #centredMatrix}
 * @param subvolumeOffset first voxel of {@code pixels} in the grid
 * @param subvolumeSize voxels in {@code pixels} along i, j, k
 * @param pixels the subvolume, i fastest; {@code subvolumeSize.product() · components · scalarType.bytes()} bytes. Not copied: who
 *     makes the message gives the memory up. The accessor gives a read-only view in {@code pixelOrder}
 */
public record ImageMessage(
        Ijk size,
        int components,
        ScalarType scalarType,
        ByteOrder pixelOrder,
        CoordinateFrame frame,
        Matrix3x4 matrix,
        Ijk subvolumeOffset,
        Ijk subvolumeSize,
        ByteBuffer pixels)
        implements Message {
    public static final String TYPE = "IMAGE";

    public ImageMessage {
        checkShape(size, components, scalarType, subvolumeOffset, subvolumeSize);
        Check.bytes(TYPE, "pixels", pixels.remaining(), pixelBytes(subvolumeSize, components, scalarType));
        pixels = Payload.view(pixels, pixelOrder);
    }

    /** All the constructor's checks but that of the pixels' size. */
    public static void checkShape(
            Ijk size, int components, ScalarType scalarType, Ijk subvolumeOffset, Ijk subvolumeSize) {
        Check.range(TYPE, "size", size, 1);
        Check.range(TYPE, "components", components, 1, Check.U8);
        if (scalarType == ScalarType.COMPLEX) {
            throw new InvalidFieldException(TYPE, "scalar_type", "COMPLEX", "a real type");
        }
        Check.range(TYPE, "subvolume_offset", subvolumeOffset, 0);
        Check.range(TYPE, "subvolume_size", subvolumeSize, 1);
        Check.within(TYPE, subvolumeOffset, subvolumeSize, size);
    }

    /** Bytes of pixels that such a subvolume has, in 64 bits. */
    public static long pixelBytes(Ijk subvolumeSize, int components, ScalarType scalarType) {
        return subvolumeSize.product() * components * scalarType.bytes();
    }

    /** A whole volume of one component. */
    public static ImageMessage whole(
            Ijk size,
            ScalarType scalarType,
            ByteOrder pixelOrder,
            CoordinateFrame frame,
            Matrix3x4 matrix,
            ByteBuffer pixels) {
        return new ImageMessage(size, 1, scalarType, pixelOrder, frame, matrix, Ijk.ZERO, size, pixels);
    }

    /**
     * The wire's matrix of a grid.
     *
     * @param rows twelve values, row-major: the steps of one voxel and the centre of voxel (0, 0, 0), millimetres
     */
    public static Matrix3x4 centredMatrix(Ijk size, double... rows) {
        Matrix3x4.ofRows(rows); // checks the length
        double[] centred = rows.clone();
        for (int row = 0; row < 3; row++) {
            int at = row * 4;
            centred[at + 3] = rows[at + 3]
                    + rows[at] * (size.i() - 1) / 2
                    + rows[at + 1] * (size.j() - 1) / 2
                    + rows[at + 2] * (size.k() - 1) / 2;
        }
        return Matrix3x4.ofRows(centred);
    }

    /** Centre of voxel (0, 0, 0) of the whole grid (x, y, z in millimetres, in {@link #frame}). */
    public List<Double> firstVoxelCentre() {
        return List.of(firstVoxelCentre(0), firstVoxelCentre(1), firstVoxelCentre(2));
    }

    private double firstVoxelCentre(int row) {
        return (double) matrix.get(row, 3)
                - (double) matrix.get(row, 0) * (size.i() - 1) / 2
                - (double) matrix.get(row, 1) * (size.j() - 1) / 2
                - (double) matrix.get(row, 2) * (size.k() - 1) / 2;
    }

    /** Whether {@code pixels} is the whole grid. */
    public boolean isWhole() {
        return subvolumeSize.equals(size);
    }

    @Override
    public ByteBuffer pixels() {
        return Payload.view(pixels, pixelOrder);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
