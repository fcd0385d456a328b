package org.foldlink.nifti;

import java.util.List;
import java.util.Locale;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.FileGrid;
import org.foldlink.volume.VolumeFormatException;

/**
 * Where the voxels lie (nifti1.h, methods 1 to 3; the precedence is nibabel's): the sform if its code is above 0, else the qform if its
 * code is above 0, else the spacing alone with i to the left, the grid's centre at 0. Everything is turned into millimetres.
 */
final class NiftiGeometry {

    /** qform and sform disagree when a corner of the grid moves by more than this share of the smallest spacing. */
    private static final double DISAGREE = 0.25;

    private final NiftiHeader header;
    private final List<String> warnings;
    /** The name of what the affine was taken from, for errors. */
    private String form = "sform";

    private NiftiGeometry(NiftiHeader header, List<String> warnings) {
        this.header = header;
        this.warnings = warnings;
    }

    static Grid of(NiftiHeader header, List<String> warnings) throws VolumeFormatException {
        return new NiftiGeometry(header, warnings).grid();
    }

    private Grid grid() throws VolumeFormatException {
        int[] size = size();
        double unit = millimetres();
        Affine chosen = choose(size);
        Affine mm = new Affine(
                chosen.i().times(unit),
                chosen.j().times(unit),
                chosen.k().times(unit),
                chosen.translation().times(unit));
        return FileGrid.of(size[0], size[1], size[2], mm, "dim[1..3]", form);
    }

    private int[] size() throws VolumeFormatException {
        long rank = header.dim().get(0);
        if (rank < 1 || rank > 7) {
            throw new VolumeFormatException("dim[0] = " + rank + " (expected 1..7)");
        }
        long max = header.version() == 1 ? Short.MAX_VALUE : Integer.MAX_VALUE;
        int[] size = {1, 1, 1};
        for (int n = 1; n <= rank; n++) {
            long d = header.dim().get(n);
            if (d < 1 || d > max) {
                throw new VolumeFormatException("dim[" + n + "] = " + d + " (expected 1.." + max + ")");
            }
            if (n > 3 && d != 1) {
                throw new VolumeFormatException(
                        "dim[" + n + "] = " + d
                                + " (expected 1: one volume): this file holds a series of volumes; save the one to segment on its own");
            }
            if (n <= 3) {
                size[n - 1] = (int) d;
            }
        }
        return size;
    }

    private double millimetres() {
        return switch (header.spaceUnits()) {
            case 0, 2 -> 1;
            case 1 -> {
                warnings.add("xyzt_units is metre: lengths were multiplied by 1000");
                yield 1000;
            }
            case 3 -> {
                warnings.add("xyzt_units is micron: lengths were divided by 1000");
                yield 0.001;
            }
            default -> {
                warnings.add("xyzt_units = " + header.spaceUnits()
                        + " (expected 0 unknown, 1 metre, 2 millimetre or 3 micron): millimetres were taken");
                yield 1;
            }
        };
    }

    private Affine choose(int[] size) throws VolumeFormatException {
        boolean s = header.sformCode() > 0;
        boolean q = header.qformCode() > 0;
        if (s) {
            Affine sform = header.srow();
            if (!sform.isFinite()) {
                throw new VolumeFormatException(
                        "srow_x, srow_y, srow_z hold a value that is not finite (expected 12 numbers)");
            }
            if (FileGrid.isSingular(sform)) {
                if (!q) {
                    throw new VolumeFormatException(
                            "srow_x, srow_y, srow_z = a singular matrix (expected three independent"
                                    + " directions): the file does not say where its voxels lie");
                }
                warnings.add("sform is singular: the qform was taken");
                form = "qform";
                return qform();
            }
            if (q) {
                compare(size, sform);
            }
            return sform;
        }
        if (q) {
            form = "qform";
            return qform();
        }
        Vec3 d = spacing();
        warnings.add(
                "qform_code and sform_code are 0: orientation and position are unknown; i was taken to run to the left, j to the"
                        + " front, k up, with the grid's centre at 0");
        return Affine.ofSpacing(
                -d.x(),
                d.y(),
                d.z(),
                new Vec3(d.x() * (size[0] - 1) / 2, -d.y() * (size[1] - 1) / 2, -d.z() * (size[2] - 1) / 2));
    }

    /** The sform holds; a qform that is unusable or says otherwise is worth a warning. */
    private void compare(int[] size, Affine sform) {
        int before = warnings.size();
        Affine qform;
        try {
            qform = qform();
        } catch (VolumeFormatException e) {
            warnings.add("qform is not usable and the sform was taken: " + e.getMessage());
            return;
        }
        warnings.subList(before, warnings.size()).clear();
        Vec3 spacing = sform.spacing();
        double smallest = Math.min(spacing.x(), Math.min(spacing.y(), spacing.z()));
        double apart = 0;
        for (int corner = 0; corner < 8; corner++) {
            double ci = (corner & 1) * (size[0] - 1.0);
            double cj = (corner >> 1 & 1) * (size[1] - 1.0);
            double ck = (corner >> 2 & 1) * (size[2] - 1.0);
            apart = Math.max(
                    apart,
                    sform.apply(ci, cj, ck).minus(qform.apply(ci, cj, ck)).norm());
        }
        if (apart > DISAGREE * smallest) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "qform and sform disagree by %.3g at a corner of the grid: the sform (code %d) was taken",
                    apart,
                    header.sformCode()));
        }
    }

    private Affine qform() throws VolumeFormatException {
        Vec3 spacing = spacing();
        Vec3 v = header.quaternion();
        if (!v.isFinite()) {
            throw new VolumeFormatException(
                    "quatern_b, quatern_c, quatern_d hold a value that is not finite (expected numbers)");
        }
        if (!header.qoffset().isFinite()) {
            throw new VolumeFormatException(
                    "qoffset_x, qoffset_y, qoffset_z hold a value that is not finite (expected numbers)");
        }
        double squared = v.dot(v);
        if (squared > 1 + 1e-4) {
            throw new VolumeFormatException(String.format(
                    Locale.ROOT,
                    "quatern_b, quatern_c, quatern_d have a squared length of %.4f (expected 1 or less)",
                    squared));
        }
        double flip = header.pixdim().get(0) < 0 ? -1 : 1;
        Affine r = Quaternions.rotation(v);
        return new Affine(
                r.i().times(spacing.x()), r.j().times(spacing.y()), r.k().times(spacing.z() * flip), header.qoffset());
    }

    private Vec3 spacing() throws VolumeFormatException {
        double[] d = new double[3];
        for (int n = 1; n <= 3; n++) {
            double value = header.pixdim().get(n);
            boolean present = n <= header.dim().get(0) && header.dim().get(n) > 1;
            if (value < 0 && Double.isFinite(value)) {
                warnings.add("pixdim[" + n + "] = " + value + " (expected a positive spacing): its sign was dropped");
            } else if (!(value > 0) || !Double.isFinite(value)) {
                if (present) {
                    throw new VolumeFormatException("pixdim[" + n + "] = " + value + " (expected a positive spacing)");
                }
                warnings.add("pixdim[" + n + "] = " + value
                        + " (expected a positive spacing): 1 was taken, there is one voxel along it");
                value = 1;
            }
            d[n - 1] = Math.abs(value);
        }
        return new Vec3(d[0], d[1], d[2]);
    }
}
