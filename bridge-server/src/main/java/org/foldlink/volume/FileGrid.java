package org.foldlink.volume;

import java.util.Locale;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;

/** The grid of a file, once it is sure that it is one: what a scan may be, whatever the format. */
public final class FileGrid {

    private static final double MIN_SPACING = 1e-6;
    private static final double MAX_SPACING = 1e6;

    private FileGrid() {}

    /**
     * Checks size, spacing (mm), independence and orthogonality of the axes.
     *
     * @param indexToRas in mm
     * @param sizes the file's name of the sizes, for errors
     * @param directions the file's name of the directions, for errors
     */
    public static Grid of(int sizeI, int sizeJ, int sizeK, Affine indexToRas, String sizes, String directions)
            throws VolumeFormatException {
        if ((double) sizeI * sizeJ * sizeK > Grid.MAX_COUNT) {
            throw new VolumeFormatException(
                    sizes + " = " + sizeI + " x " + sizeJ + " x " + sizeK + " voxels (expected at most 2^40)");
        }
        if (!indexToRas.isFinite()) {
            throw new VolumeFormatException(directions + " holds a value that is not finite (expected numbers)");
        }
        Vec3 spacing = indexToRas.spacing();
        checkSpacing(directions, "i", spacing.x());
        checkSpacing(directions, "j", spacing.y());
        checkSpacing(directions, "k", spacing.z());
        if (isSingular(indexToRas)) {
            throw new VolumeFormatException(
                    directions + " is a singular matrix (expected three independent directions)");
        }
        Grid grid = new Grid(sizeI, sizeJ, sizeK, indexToRas);
        if (grid.shear() > Grid.MAX_SHEAR) {
            throw new VolumeFormatException(String.format(
                            Locale.ROOT, "%s is sheared: two axes meet with a cosine of %.4f", directions, grid.shear())
                    + " (expected orthogonal axes, 0.001 or less): resample it to an orthogonal grid");
        }
        return grid;
    }

    private static void checkSpacing(String directions, String axis, double spacing) throws VolumeFormatException {
        if (!(spacing >= MIN_SPACING && spacing <= MAX_SPACING)) {
            throw new VolumeFormatException(
                    directions + " gives a spacing of " + spacing + " mm along " + axis + " (expected 1e-6 to 1e6 mm)");
        }
    }

    /** True if the axes span no volume, relative to their lengths. */
    public static boolean isSingular(Affine a) {
        Vec3 d = a.spacing();
        double box = d.x() * d.y() * d.z();
        return !(Math.abs(a.determinant()) > 1e-9 * box);
    }
}
