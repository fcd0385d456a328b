package org.foldlink.atlas;

import org.foldlink.components.RunCollector;
import org.foldlink.components.RunSet;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;

/** What is counted of a set of voxels, as they come. */
final class Tally {

    /** A registration is not surer than this of where the midline is: voxels this near to it cross nothing. */
    static final double MARGIN_MM = 2;

    private final PlaceMap map;
    private final Affine toAtlas;
    private final RunCollector runs;
    private final int[] counts;
    private long voxels;
    private double sumI;
    private double sumJ;
    private double sumK;
    private double left;
    private long wellLeft;
    private long wellRight;

    /** @param toAtlas continuous voxel indices to the atlas's RAS mm */
    Tally(PlaceMap map, Affine toAtlas) {
        this.map = map;
        this.toAtlas = toAtlas;
        this.runs = new RunCollector(1, 256);
        this.counts = new int[map.places().size() + 1];
    }

    /** Voxels {@code from} to before {@code end} along i. */
    void add(int from, int end, int j, int k, int rowsASlice) {
        runs.add(j + k * rowsASlice, from, end);
        int n = end - from;
        voxels += n;
        sumI += n * ((from + end - 1) / 2.0);
        sumJ += (double) n * j;
        sumK += (double) n * k;
        double x = toAtlas.j().x() * j
                + toAtlas.k().x() * k
                + toAtlas.translation().x();
        double y = toAtlas.j().y() * j
                + toAtlas.k().y() * k
                + toAtlas.translation().y();
        double z = toAtlas.j().z() * j
                + toAtlas.k().z() * k
                + toAtlas.translation().z();
        for (int i = from; i < end; i++) {
            double ax = x + toAtlas.i().x() * i;
            counts[map.at(ax, y + toAtlas.i().y() * i, z + toAtlas.i().z() * i)]++;
            left += ax < -PlaceMap.ON_PLANE_MM ? 1 : ax <= PlaceMap.ON_PLANE_MM ? 0.5 : 0;
            wellLeft += ax < -MARGIN_MM ? 1 : 0;
            wellRight += ax > MARGIN_MM ? 1 : 0;
        }
    }

    long voxels() {
        return voxels;
    }

    /** Mean of the voxel centres, in continuous voxel indices. */
    Vec3 centre() {
        return new Vec3(sumI / voxels, sumJ / voxels, sumK / voxels);
    }

    double leftShare() {
        return left / voxels;
    }

    /** The fewer of the voxels that lie clearly left and clearly right. */
    long acrossVoxels() {
        return Math.min(wellLeft, wellRight);
    }

    /** Voxels by the place's number; those of 0 have no name. */
    int[] counts() {
        return counts;
    }

    RunSet runs(int rowsASlice) {
        return runs.done(rowsASlice);
    }
}
