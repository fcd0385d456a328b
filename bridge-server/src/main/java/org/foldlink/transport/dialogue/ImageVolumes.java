package org.foldlink.transport.dialogue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.protocol.message.CoordinateFrame;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.InvalidFieldException;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.foldlink.volume.Voxels;

/**
 * IMAGE to volume and back. On the wire the matrix's last column is the centre of the grid of voxel centres, in RAS or LPS as the message
 * says; a {@link Volume} is always in RAS with the first voxel's centre as its origin. We send RAS, since Slicer ignores the flag.
 */
public final class ImageVolumes {

    // Below this share of the product of the column lengths the three directions lie in a plane, as far as float32 can
    // tell.
    private static final double SINGULAR = 1e-6;

    private ImageVolumes() {}

    /**
     * Shares the message's memory where its pixels are in the machine's byte order.
     *
     * @throws InvalidFieldException if the message is no whole scalar volume on a proper grid
     */
    public static Volume volume(ImageMessage image) {
        if (image.components() != 1) {
            throw new InvalidFieldException(ImageMessage.TYPE, "components", image.components(), "1, a scalar volume");
        }
        if (!image.isWhole()) {
            throw new InvalidFieldException(
                    ImageMessage.TYPE,
                    "subvolume_size",
                    text(image.subvolumeSize()),
                    "the whole grid, " + text(image.size()));
        }
        Grid grid = grid(image);
        VoxelType type = type(image.scalarType());
        ByteBuffer pixels = image.pixels();
        if (type.bytes() == 1 || image.pixelOrder().equals(ByteOrder.nativeOrder())) {
            return new Volume(grid, Voxels.wrap(type, pixels));
        }
        Voxels voxels = Voxels.allocate(type, grid.count());
        swap(pixels, voxels);
        return new Volume(grid, voxels);
    }

    private static Grid grid(ImageMessage image) {
        Matrix3x4 m = image.matrix();
        if (!m.isFinite()) {
            throw new InvalidFieldException(ImageMessage.TYPE, "matrix", m, "12 finite numbers");
        }
        Vec3 i = column(m, 0);
        Vec3 j = column(m, 1);
        Vec3 k = column(m, 2);
        Vec3 centre = column(m, 3);
        double det = i.cross(j).dot(k);
        if (!(Math.abs(det) > SINGULAR * i.norm() * j.norm() * k.norm())) {
            throw new InvalidFieldException(
                    ImageMessage.TYPE, "matrix determinant", det, "three independent directions");
        }
        boolean lps = image.frame() == CoordinateFrame.LPS;
        Ijk n = image.size();
        return Grid.ofCentre(
                n.i(),
                n.j(),
                n.k(),
                lps ? i.flipRasLps() : i,
                lps ? j.flipRasLps() : j,
                lps ? k.flipRasLps() : k,
                lps ? centre.flipRasLps() : centre);
    }

    private static Vec3 column(Matrix3x4 m, int c) {
        return new Vec3(m.get(0, c), m.get(1, c), m.get(2, c));
    }

    private static String text(Ijk n) {
        return n.i() + " x " + n.j() + " x " + n.k();
    }

    private static void swap(ByteBuffer pixels, Voxels voxels) {
        int at = pixels.position();
        for (int b = 0; b < voxels.blocks().size(); b++) {
            ByteBuffer block = voxels.writableBlock(b);
            ByteBuffer part = pixels.slice(at, block.remaining()).order(pixels.order());
            at += block.remaining();
            switch (voxels.type().bytes()) {
                case 2 -> block.asShortBuffer().put(part.asShortBuffer());
                case 4 -> block.asIntBuffer().put(part.asIntBuffer());
                case 8 -> block.asLongBuffer().put(part.asLongBuffer());
                default -> block.put(part);
            }
        }
    }

    /** A whole volume in RAS; shares the volume's memory unless that lies in several blocks. */
    public static ImageMessage message(Volume volume) {
        Grid grid = volume.grid();
        Ijk size = new Ijk(grid.sizeI(), grid.sizeJ(), grid.sizeK());
        return ImageMessage.whole(
                size,
                scalar(volume.type()),
                ByteOrder.nativeOrder(),
                CoordinateFrame.RAS,
                ImageMessage.centredMatrix(size, grid.indexToRas().rows()),
                oneBlock(volume.voxels()));
    }

    private static ByteBuffer oneBlock(Voxels voxels) {
        if (voxels.blocks().size() == 1) {
            return voxels.blocks().get(0);
        }
        ByteBuffer all = ByteBuffer.allocateDirect(Math.toIntExact(voxels.byteCount()));
        voxels.blocks().forEach(all::put);
        return all.flip();
    }

    private static VoxelType type(ScalarType type) {
        return switch (type) {
            case INT8 -> VoxelType.INT8;
            case UINT8 -> VoxelType.UINT8;
            case INT16 -> VoxelType.INT16;
            case UINT16 -> VoxelType.UINT16;
            case INT32 -> VoxelType.INT32;
            case UINT32 -> VoxelType.UINT32;
            case FLOAT32 -> VoxelType.FLOAT32;
            case FLOAT64 -> VoxelType.FLOAT64;
            case COMPLEX -> throw new InvalidFieldException(ImageMessage.TYPE, "scalar_type", type, "a real type");
        };
    }

    static ScalarType scalar(VoxelType type) {
        return switch (type) {
            case INT8 -> ScalarType.INT8;
            case UINT8 -> ScalarType.UINT8;
            case INT16 -> ScalarType.INT16;
            case UINT16 -> ScalarType.UINT16;
            case INT32 -> ScalarType.INT32;
            case UINT32 -> ScalarType.UINT32;
            case FLOAT32 -> ScalarType.FLOAT32;
            case FLOAT64 -> ScalarType.FLOAT64;
        };
    }
}
