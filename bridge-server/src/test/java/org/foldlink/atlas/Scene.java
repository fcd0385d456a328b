package org.foldlink.atlas;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * A tumour in a patient, whatever grid it is stored on: an ellipsoid of necrosis in one of oedema, given in the atlas's mm.
 *
 * @param centre in the atlas's RAS mm
 * @param halfAxes of the oedema in mm of the atlas along its axes; the necrosis has half of them
 */
record Scene(Vec3 centre, Vec3 halfAxes) {

    static final SortedMap<Integer, String> PARTS = new TreeMap<>(Map.of(1, "necrosis", 2, "oedema"));

    /** A patient who lies turned, tilted and off centre, a little larger than the atlas. */
    static final Affine TO_ATLAS = turned(11, -7, 5, new Vec3(13.3, -21.7, 8.9), 0.93);

    /** Rotations in degrees about z, y and x, then a scale, then an offset in mm. */
    static Affine turned(double z, double y, double x, Vec3 offset, double scale) {
        Affine a = about(0, z).after(about(1, y)).after(about(2, x));
        return new Affine(a.i().times(scale), a.j().times(scale), a.k().times(scale), offset);
    }

    private static Affine about(int axis, double degrees) {
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        return switch (axis) {
            case 0 -> Affine.ofRows(c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0);
            case 1 -> Affine.ofRows(c, 0, s, 0, 0, 1, 0, 0, -s, 0, c, 0);
            default -> Affine.ofRows(1, 0, 0, 0, 0, c, -s, 0, 0, s, c, 0);
        };
    }

    /** A voxel belongs to the tumour where its centre does. */
    Volume labels(Grid grid, Affine toAtlas) {
        Affine map = toAtlas.after(grid.indexToRas());
        Volume labels = Volume.allocate(grid, VoxelType.UINT8);
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    Vec3 p = map.apply(i, j, k).minus(centre);
                    double r = new Vec3(p.x() / halfAxes.x(), p.y() / halfAxes.y(), p.z() / halfAxes.z()).norm();
                    labels.voxels().set(grid.index(i, j, k), r < 0.5 ? 1 : r < 1 ? 2 : 0);
                }
            }
        }
        return labels;
    }

    /** About the tumour, axes as the columns of {@code axes} (RAS, unit), spacing in mm. */
    Grid about(Affine axes, Vec3 spacing, Affine toAtlas) {
        Vec3 middle = toAtlas.inverse().apply(centre);
        double reach = 2.4
                * Math.max(halfAxes.x(), Math.max(halfAxes.y(), halfAxes.z()))
                / toAtlas.i().norm();
        return Grid.ofCentre(
                (int) Math.ceil(reach / spacing.x()),
                (int) Math.ceil(reach / spacing.y()),
                (int) Math.ceil(reach / spacing.z()),
                axes.i().times(spacing.x()),
                axes.j().times(spacing.y()),
                axes.k().times(spacing.z()),
                // Voxel centres on nobody's planes.
                middle.plus(new Vec3(0.123, -0.217, 0.331)));
    }

    /** The same voxels stored in another order: memory axis a of the result is axis {@code order[a]}, backwards where {@code back[a]}. */
    static Volume stored(Volume volume, int[] order, boolean[] back) {
        Grid g = volume.grid();
        int[] size = {g.sizeI(), g.sizeJ(), g.sizeK()};
        Vec3[] step = {g.indexToRas().i(), g.indexToRas().j(), g.indexToRas().k()};
        Vec3 origin = g.indexToRas().translation();
        Vec3[] steps = new Vec3[3];
        for (int a = 0; a < 3; a++) {
            steps[a] = step[order[a]].times(back[a] ? -1 : 1);
            origin = back[a] ? origin.plus(step[order[a]].times(size[order[a]] - 1)) : origin;
        }
        Grid to = new Grid(
                size[order[0]], size[order[1]], size[order[2]], new Affine(steps[0], steps[1], steps[2], origin));
        Volume stored = Volume.allocate(to, volume.type());
        int[] at = new int[3];
        for (int k = 0; k < to.sizeK(); k++) {
            for (int j = 0; j < to.sizeJ(); j++) {
                for (int i = 0; i < to.sizeI(); i++) {
                    int[] in = {i, j, k};
                    for (int a = 0; a < 3; a++) {
                        at[order[a]] = back[a] ? size[order[a]] - 1 - in[a] : in[a];
                    }
                    stored.voxels().set(to.index(i, j, k), volume.at(at[0], at[1], at[2]));
                }
            }
        }
        return stored;
    }
}
