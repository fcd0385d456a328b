package org.foldlink.atlas;

import java.util.List;
import java.util.stream.IntStream;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** Images put elsewhere by known maps, and how far a found map is from the right one. */
final class Warp {

    /** In Talairach's RAS mm: frontal, parietal, temporal and occipital lobe, left and right of each. */
    static final List<Vec3> LOBES = List.of(
            new Vec3(-30, 45, 20),
            new Vec3(30, 45, 20),
            new Vec3(-35, -45, 45),
            new Vec3(35, -45, 45),
            new Vec3(-50, -20, -15),
            new Vec3(50, -20, -15),
            new Vec3(-20, -85, 5),
            new Vec3(20, -85, 5));

    private Warp() {}

    /** Turned by degrees about x, y and z in this order, about a centre, after scaling and shearing, then moved by mm. */
    static Affine map(Vec3 centre, Vec3 degrees, Vec3 scale, Vec3 shear, Vec3 move) {
        Affine stretch = new Affine(
                new Vec3(scale.x(), 0, 0),
                new Vec3(shear.x() * scale.y(), scale.y(), 0),
                new Vec3(shear.y() * scale.z(), shear.z() * scale.z(), scale.z()),
                Vec3.ZERO);
        Affine linear = turn(degrees).after(stretch);
        Vec3 to = centre.minus(linear.linear(centre)).plus(move);
        return new Affine(linear.i(), linear.j(), linear.k(), to);
    }

    static Affine turn(Vec3 degrees) {
        double x = Math.toRadians(degrees.x());
        double y = Math.toRadians(degrees.y());
        double z = Math.toRadians(degrees.z());
        Affine aboutX = Affine.ofRows(1, 0, 0, 0, 0, Math.cos(x), -Math.sin(x), 0, 0, Math.sin(x), Math.cos(x), 0);
        Affine aboutY = Affine.ofRows(Math.cos(y), 0, Math.sin(y), 0, 0, 1, 0, 0, -Math.sin(y), 0, Math.cos(y), 0);
        Affine aboutZ = Affine.ofRows(Math.cos(z), -Math.sin(z), 0, 0, Math.sin(z), Math.cos(z), 0, 0, 0, 0, 1, 0);
        return aboutZ.after(aboutY).after(aboutX);
    }

    /**
     * The source, seen on another grid.
     *
     * @param toSource the new image's RAS mm to the source's
     * @return FLOAT32, linear between voxel centres, 0 outside
     */
    static Volume resample(Volume source, Grid to, Affine toSource) {
        Affine index = source.grid().indexToRas().inverse().after(toSource).after(to.indexToRas());
        Volume out = Volume.allocate(to, VoxelType.FLOAT32);
        IntStream.range(0, to.sizeK()).parallel().forEach(k -> {
            for (int j = 0; j < to.sizeJ(); j++) {
                for (int i = 0; i < to.sizeI(); i++) {
                    out.voxels().set(to.index(i, j, k), linear(source, index.apply(i, j, k)));
                }
            }
        });
        return out;
    }

    private static double linear(Volume v, Vec3 at) {
        int i = (int) Math.floor(at.x());
        int j = (int) Math.floor(at.y());
        int k = (int) Math.floor(at.z());
        double sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            int ci = i + (corner & 1);
            int cj = j + (corner >> 1 & 1);
            int ck = k + (corner >> 2 & 1);
            Grid g = v.grid();
            if (ci >= 0 && cj >= 0 && ck >= 0 && ci < g.sizeI() && cj < g.sizeJ() && ck < g.sizeK()) {
                double w = (1 - Math.abs(at.x() - ci)) * (1 - Math.abs(at.y() - cj)) * (1 - Math.abs(at.z() - ck));
                sum += w * v.at(ci, cj, ck);
            }
        }
        return sum;
    }

    /** A grid whose middle lies at {@code centre}, its axes i, j, k turned from R, A, S. */
    static Grid grid(int ni, int nj, int nk, Vec3 spacing, Vec3 degrees, Vec3 centre) {
        Affine turn = turn(degrees);
        return Grid.ofCentre(
                ni,
                nj,
                nk,
                turn.i().times(spacing.x()),
                turn.j().times(spacing.y()),
                turn.k().times(spacing.z()),
                centre);
    }

    /**
     * Mean and greatest distance in mm, at points of the atlas, between where the found map and the right one put the same place of the image.
     *
     * @param points of the atlas, RAS mm
     */
    static double[] error(Affine found, Affine right, List<Vec3> points) {
        Affine back = right.inverse();
        double sum = 0;
        double most = 0;
        for (Vec3 p : points) {
            double mm = found.apply(back.apply(p)).minus(p).norm();
            sum += mm;
            most = Math.max(most, mm);
        }
        return new double[] {sum / points.size(), most};
    }
}
