package org.foldlink.phantom;

import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;

/**
 * What the machine adds: table, the round field of view, noise (partly correlated between neighbours) and a calibration that is a little off.
 *
 * @param noise in HU
 * @param sharpness width of an edge in voxels
 * @param gain HU per HU, near 1
 * @param offset HU
 * @param table height of the table's top under the body's origin, mm; NaN for none
 * @param fieldRadius mm about the grid's centre in the axial plane; infinite for none
 * @param padding HU outside the field
 */
record Scanner(
        Noise noise, double sharpness, double gain, double offset, double table, double fieldRadius, double padding) {

    static Scanner draw(Draw draw, Grid grid) {
        double u = draw.unit();
        Affine m = grid.indexToRas();
        Vec3 extent = m.linear(new Vec3(grid.sizeI(), grid.sizeJ(), grid.sizeK()));
        double widest = Math.max(Math.abs(extent.x()), Math.abs(extent.y()));
        double correlation = draw.in(0, 0.6);
        double sharpness = draw.in(0.7, 1.7);
        double gain = draw.around(1, 0.05);
        double offset = draw.around(0, 14);
        double table = draw.chance(0.8) ? draw.in(2, 25) : Double.NaN;
        double field = draw.chance(0.25) ? widest / 2 * draw.in(0.92, 1.05) : Double.POSITIVE_INFINITY;
        double padding = draw.chance(0.5) ? -1024 : -1000;
        Noise noise = new Noise(draw.next(), 4 + 34 * u * u, correlation);
        return new Scanner(noise, sharpness, gain, offset, table, field, padding);
    }

    /** The same machine with a field that covers the whole grid. */
    Scanner withoutField() {
        return new Scanner(noise, sharpness, gain, offset, table, Double.POSITIVE_INFINITY, padding);
    }

    /** HU of the air and the table {@code below} mm under the back, {@code x} mm from the midline. */
    double outside(double below, double x) {
        double d = below - table + 0.0012 * x * x;
        if (d < 0 || d > 42 || Math.abs(x) > 215) {
            return -1000;
        }
        return d < 3 || d > 39 ? -380 : -930;
    }
}
