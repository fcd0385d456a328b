package org.foldlink.measure.metrics;

import java.util.Arrays;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;

/**
 * Distances between the surfaces of a structure in a prediction and in a reference, element by element and weighted by the elements' areas,
 * as DeepMind's surface-distance defines them. Distances run between the corners where elements sit, mm along the grid's axes.
 */
public final class SurfaceDistances {

    /**
     * A distance that exceeds a tolerance by no more than this share of it lies within it: files keep spacings in 32 bits, and two voxels of
     * 0.7 mm are 1.4 mm apart in whatever way the header rounded.
     */
    static final double ROUNDING = 1e-6;

    private final Side fromReference;
    private final Side fromPrediction;

    private SurfaceDistances(Side fromReference, Side fromPrediction) {
        this.fromReference = fromReference;
        this.fromPrediction = fromPrediction;
    }

    /** The structure must have a voxel in both. Labels are whole numbers, grids match. */
    static SurfaceDistances of(Volume prediction, Volume reference, StructureLabels structure, IndexBox box) {
        if (box.corners() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("structure " + structure.name() + " spans " + box.sizeI() + " x "
                    + box.sizeJ() + " x " + box.sizeK() + " voxels (expected fewer than 2^31 for surface distances)");
        }
        boolean[] member = structure.member();
        Vec3 spacing = reference.grid().spacing();
        double[] areas = SurfaceElements.areas(spacing);
        Surface p = Surface.of(prediction, member, box);
        Surface r = Surface.of(reference, member, box);
        return new SurfaceDistances(Side.of(r, p, box, spacing, areas), Side.of(p, r, box, spacing, areas));
    }

    /** The share of both surfaces' area that lies within a tolerance of the other: 0..1. */
    public double nsd(double toleranceMm) {
        double reach = toleranceMm * (1 + ROUNDING);
        return (fromReference.areaWithin(reach) + fromPrediction.areaWithin(reach))
                / (fromReference.total + fromPrediction.total);
    }

    /** The greater of the two directed distances below which this share (0..1) of the surface's area lies, mm; 0.95 for HD95. */
    public double hausdorff(double share) {
        return Math.max(fromReference.quantile(share), fromPrediction.quantile(share));
    }

    /** The mean distance over both surfaces' area, mm. */
    public double assd() {
        return (fromReference.moment + fromPrediction.moment) / (fromReference.total + fromPrediction.total);
    }

    /** The mean distance from the reference's surface to the prediction's, mm. */
    public double meanFromReference() {
        return fromReference.moment / fromReference.total;
    }

    /** The mean distance from the prediction's surface to the reference's, mm. */
    public double meanFromPrediction() {
        return fromPrediction.moment / fromPrediction.total;
    }

    /** One surface's elements by distance to the other; of equal distances the smaller element first. */
    private static final class Side {

        private final float[] distances;
        /** Area up to and with each element, mm². */
        private final double[] cumulated;

        private final double total;
        /** Sum of distance · area. */
        private final double moment;

        private Side(float[] distances, double[] cumulated, double moment) {
            this.distances = distances;
            this.cumulated = cumulated;
            this.total = cumulated[cumulated.length - 1];
            this.moment = moment;
        }

        static Side of(Surface from, Surface to, IndexBox box, Vec3 spacing, double[] areas) {
            float[] squared = DistanceTransform.squared(
                    from.at(), to.at(), box.sizeI() + 1, box.sizeJ() + 1, box.sizeK() + 1, spacing);
            double[] byRank = Arrays.stream(areas).sorted().distinct().toArray();
            int[] rank = new int[256];
            for (int code = 0; code < 256; code++) {
                rank[code] = Arrays.binarySearch(byRank, areas[code]);
            }
            int n = from.at().length;
            // Positive floats sort as their bits do.
            long[] keys = new long[n];
            for (int e = 0; e < n; e++) {
                keys[e] = ((long) Float.floatToIntBits(squared[e]) << 32) | rank[from.codes()[e] & 255];
            }
            Arrays.sort(keys);
            float[] distances = new float[n];
            double[] cumulated = new double[n];
            double moment = 0;
            double sum = 0;
            for (int e = 0; e < n; e++) {
                double d = Math.sqrt(Float.intBitsToFloat((int) (keys[e] >> 32)));
                double area = byRank[(int) keys[e]];
                moment += d * area;
                sum += area;
                cumulated[e] = sum;
                distances[e] = (float) d;
            }
            return new Side(distances, cumulated, moment);
        }

        double areaWithin(double reach) {
            int low = 0;
            int high = distances.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (distances[middle] <= reach) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low == 0 ? 0 : cumulated[low - 1];
        }

        /** Where the cumulated share first reaches it, sums in whatever order they were rounded. */
        double quantile(double share) {
            double reached = share * total * (1 - 1e-12);
            int low = 0;
            int high = cumulated.length - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (cumulated[middle] < reached) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return distances[low];
        }
    }
}
