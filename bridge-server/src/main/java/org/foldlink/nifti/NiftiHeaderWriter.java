package org.foldlink.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;

/**
 * The header of a volume, in native byte order, with the four bytes that say "no extensions". Millimetres, slope 1; sform with code 1
 * always, qform with code 1 where the grid is a rotation (axes orthogonal), else code 0.
 */
final class NiftiHeaderWriter {

    /** A qform of a grid with more shear than this would say something else than the sform. */
    private static final double ROTATION = 1e-6;

    private static final byte UNITS_MM = 2;

    private static final byte[] DESCRIPTION = "FoldLink. Not for clinical use.".getBytes(StandardCharsets.US_ASCII);

    private final Grid grid;
    private final NiftiType type;
    private final double[] pixdim;
    private final int qformCode;
    private final Vec3 quaternion;

    private NiftiHeaderWriter(Volume volume) {
        grid = volume.grid();
        type = NiftiType.of(volume.type());
        Affine a = grid.indexToRas();
        Vec3 spacing = grid.spacing();
        boolean rotation = grid.shear() <= ROTATION;
        double flip = a.determinant() < 0 ? -1 : 1;
        qformCode = rotation ? 1 : 0;
        quaternion = rotation
                ? Quaternions.of(a.i().unit(), a.j().unit(), a.k().unit().times(flip))
                : Vec3.ZERO;
        pixdim = new double[] {flip, spacing.x(), spacing.y(), spacing.z(), 1, 1, 1, 1};
    }

    /** NIfTI-1, or NIfTI-2 where an axis is longer than 32767. */
    static ByteBuffer header(Volume volume) {
        Grid g = volume.grid();
        int longest = Math.max(g.sizeI(), Math.max(g.sizeJ(), g.sizeK()));
        NiftiHeaderWriter writer = new NiftiHeaderWriter(volume);
        return longest <= Short.MAX_VALUE ? writer.version1() : writer.version2();
    }

    private long dim(int n) {
        return switch (n) {
            case 0 -> 3;
            case 1 -> grid.sizeI();
            case 2 -> grid.sizeJ();
            case 3 -> grid.sizeK();
            default -> 1;
        };
    }

    private ByteBuffer version1() {
        ByteBuffer h = ByteBuffer.allocate(352).order(ByteOrder.nativeOrder());
        h.putInt(0, 348);
        for (int n = 0; n < 8; n++) {
            h.putShort(40 + 2 * n, (short) dim(n));
            h.putFloat(76 + 4 * n, (float) pixdim[n]);
        }
        h.put(38, (byte) 'r');
        h.putShort(70, (short) type.code())
                .putShort(72, (short) (8 * type.stored().bytes()));
        h.putFloat(108, 352).putFloat(112, 1).putFloat(116, 0);
        h.put(123, UNITS_MM);
        h.putShort(252, (short) qformCode).putShort(254, (short) 1);
        Vec3 o = grid.indexToRas().translation();
        h.position(256);
        for (double v : new double[] {quaternion.x(), quaternion.y(), quaternion.z(), o.x(), o.y(), o.z()}) {
            h.putFloat((float) v);
        }
        for (double v : grid.indexToRas().rows()) {
            h.putFloat((float) v);
        }
        h.put(148, DESCRIPTION);
        h.put(344, new byte[] {'n', '+', '1', 0});
        return h.clear();
    }

    private ByteBuffer version2() {
        ByteBuffer h = ByteBuffer.allocate(544).order(ByteOrder.nativeOrder());
        h.putInt(0, 540);
        h.put(4, new byte[] {'n', '+', '2', 0, '\r', '\n', 0x1A, '\n'});
        h.putShort(12, (short) type.code())
                .putShort(14, (short) (8 * type.stored().bytes()));
        for (int n = 0; n < 8; n++) {
            h.putLong(16 + 8 * n, dim(n));
            h.putDouble(104 + 8 * n, pixdim[n]);
        }
        h.putLong(168, 544).putDouble(176, 1).putDouble(184, 0);
        h.put(240, DESCRIPTION);
        h.putInt(344, qformCode).putInt(348, 1);
        Vec3 o = grid.indexToRas().translation();
        h.position(352);
        for (double v : new double[] {quaternion.x(), quaternion.y(), quaternion.z(), o.x(), o.y(), o.z()}) {
            h.putDouble(v);
        }
        for (double v : grid.indexToRas().rows()) {
            h.putDouble(v);
        }
        h.putInt(500, UNITS_MM);
        return h.clear();
    }
}
