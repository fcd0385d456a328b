package org.foldlink.atlas;

import java.util.stream.IntStream;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * A brain whose middle is pushed sideways by a known smooth bump: most at (0, 5, 12) of the atlas, nothing from 55 mm off along x, 50 along
 * y, 42 along z on. The skull's side of the brain stays where it was.
 */
final class ShiftedBrain {

    private static final Vec3 CENTRE = new Vec3(0, 5, 12);
    private static final Vec3 REACH = new Vec3(55, 50, 42);

    private ShiftedBrain() {}

    /** Brightness at a point in the atlas's RAS mm. */
    interface Brightness {
        double at(double x, double y, double z);
    }

    /**
     * @param toAtlas the grid's RAS mm to the atlas's
     * @param mm of the atlas, to the right
     */
    static Volume render(Grid grid, Affine toAtlas, double mm, Brightness brain) {
        Affine map = toAtlas.after(grid.indexToRas());
        Volume image = Volume.allocate(grid, VoxelType.FLOAT32);
        IntStream.range(0, grid.sizeK()).parallel().forEach(k -> {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    Vec3 p = map.apply(i, j, k);
                    // What lies at p came from q, with q + bump(q) = p.
                    double x = p.x();
                    for (int n = 0; mm != 0 && n < 12; n++) {
                        x = p.x() - mm * bump(x, p.y(), p.z());
                    }
                    image.voxels().set(grid.index(i, j, k), brain.at(x, p.y(), p.z()));
                }
            }
        });
        return image;
    }

    private static double bump(double x, double y, double z) {
        double dx = (x - CENTRE.x()) / REACH.x();
        double dy = (y - CENTRE.y()) / REACH.y();
        double dz = (z - CENTRE.z()) / REACH.z();
        double r = dx * dx + dy * dy + dz * dz;
        return r < 1 ? (1 - r) * (1 - r) : 0;
    }

    /** A symmetric brain of our own: grey rim, white matter with folds, ventricles and what lies beside them, a fissure, some grain that is not symmetric. */
    static double generated(double x, double y, double z) {
        double side = Math.abs(x);
        double r = Math.sqrt(square(x / 66) + square((y + 17) / 86) + square((z - 8) / 68));
        if (r > 1) {
            return 0;
        }
        double folds =
                Math.sin(side / 4.1 + Math.sin(y / 7.3)) * Math.sin(y / 6.7 + z / 11) * Math.cos(z / 5.9 - side / 9);
        double tissue = r > 0.8 ? 90 + 35 * folds : 130 + 8 * folds;
        // Frontal horns and bodies beside a septum of 2 mm, the caudate along them, the thalamus below and behind.
        double length = square((y - 2) / 30) + square((z - 14) / 12);
        double horn = length < 1 ? 1 + 10 * Math.sqrt(1 - length) : 0;
        boolean ventricle = side > 1 && side < horn && z > 2 + 0.8 * side;
        boolean caudate = side >= 1 && side < horn + 5 && length < 1;
        boolean thalamus = side > 2 && square((side - 11) / 9) + square((y + 18) / 14) + square((z - 6) / 9) < 1;
        boolean fissure = side < 1.2 && (z > 30 || y > 38 || y < -52);
        tissue = caudate || thalamus ? 95 : tissue;
        double grain = 6 * Math.sin(12.9 * x + 4.1 * y) * Math.sin(7.7 * z + 3.3 * x);
        return (ventricle || fissure ? 30 : tissue) + grain;
    }

    private static double square(double v) {
        return v * v;
    }

    /** A scan as brightness in its atlas's frame, trilinear. */
    static Brightness scan(Volume volume, Affine toAtlas) {
        Affine index = toAtlas.after(volume.grid().indexToRas()).inverse();
        Grid g = volume.grid();
        return (x, y, z) -> {
            Vec3 p = index.apply(x, y, z);
            int i = (int) Math.floor(p.x());
            int j = (int) Math.floor(p.y());
            int k = (int) Math.floor(p.z());
            if (i < 0 || j < 0 || k < 0 || i > g.sizeI() - 2 || j > g.sizeJ() - 2 || k > g.sizeK() - 2) {
                return 0;
            }
            double sum = 0;
            for (int c = 0; c < 8; c++) {
                double wi = (c & 1) == 0 ? i + 1 - p.x() : p.x() - i;
                double wj = (c & 2) == 0 ? j + 1 - p.y() : p.y() - j;
                double wk = (c & 4) == 0 ? k + 1 - p.z() : p.z() - k;
                sum += wi * wj * wk * volume.at(i + (c & 1), j + (c >> 1 & 1), k + (c >> 2));
            }
            return sum;
        };
    }
}
