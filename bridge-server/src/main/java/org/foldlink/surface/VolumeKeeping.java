package org.foldlink.surface;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives back the volume that smoothing took from structures, or takes what it gave. Each border between two labels moves along its normals by
 * the difference of the labels' heights; the heights are those at which, to first order, every structure has its volume. Background has height 0. A few
 * rounds, since nodes stay in their cells and volume is not linear.
 *
 * <p>Everything is in voxels: an affine map keeps ratios of volumes.
 */
final class VolumeKeeping {

    private static final int ROUNDS = 12;

    /** Of the structure's volume: where none is off by more, no further round is made. */
    private static final double NEAR = 5e-4;

    private VolumeKeeping() {}

    /** Enclosed voxels of each label, by its value; 0 where there is none. */
    static double[] volumes(SurfaceNet net) {
        return measure(net).volumes();
    }

    /**
     * What one pass over the quads finds.
     *
     * @param volumes enclosed voxels by label value
     * @param areas of the border between two labels, by {@code lower << 16 | higher}
     */
    @SuppressWarnings("ArrayRecordComponent") // lives within a round
    private record Borders(double[] volumes, Map<Integer, double[]> areas) {

        static Borders of(SurfaceNet net, int slab) {
            double[] volumes = new double[net.labelEnd()];
            Map<Integer, double[]> areas = new HashMap<>();
            Quad quad = new Quad(net);
            double[] area = new double[1];
            int pair = -1;
            int end = net.firstQuad(slab + 1);
            for (int q = net.firstQuad(slab); q < end; q++) {
                int a = net.labels[2 * q];
                int b = net.labels[2 * q + 1];
                int key = a < b ? a << 16 | b : b << 16 | a;
                if (key != pair) {
                    pair = key;
                    area = areas.computeIfAbsent(key, p -> new double[1]);
                }
                quad.measure(q);
                volumes[a] += quad.volume;
                volumes[b] -= quad.volume;
                area[0] += quad.area();
            }
            return new Borders(volumes, areas);
        }

        void add(Borders more) {
            for (int l = 1; l < volumes.length; l++) {
                volumes[l] += more.volumes[l];
            }
            more.areas.forEach((key, area) -> areas.computeIfAbsent(key, p -> new double[1])[0] += area[0]);
        }
    }

    /** Sums in the slabs' order, whichever was done first, so that they are always the same. */
    private static Borders measure(SurfaceNet net) {
        Borders[] parts = new Borders[net.slabs()];
        net.forEachSlab(slab -> parts[slab] = Borders.of(net, slab));
        Borders all = new Borders(new double[net.labelEnd()], new HashMap<>());
        for (Borders part : parts) {
            all.add(part);
        }
        return all;
    }

    /** @param volumes voxels that each label is to enclose */
    static void restore(SurfaceNet net, double[] volumes) {
        for (int round = 0; round < ROUNDS; round++) {
            Borders borders = measure(net);
            double[] missing = borders.volumes();
            double worst = 0;
            for (int l = 1; l < volumes.length; l++) {
                missing[l] = volumes[l] - missing[l];
                worst = Math.max(worst, volumes[l] == 0 ? 0 : Math.abs(missing[l]) / volumes[l]);
            }
            if (worst < NEAR) {
                return;
            }
            move(net, heights(borders.areas(), missing));
        }
    }

    /** The labels that are off by more than {@code share} of their volume. */
    static BitSet off(SurfaceNet net, double[] volumes, double share) {
        double[] now = volumes(net);
        BitSet off = new BitSet();
        for (int l = 1; l < volumes.length; l++) {
            off.set(l, Math.abs(now[l] - volumes[l]) > share * volumes[l]);
        }
        return off;
    }

    /** Heights h with, for each label a: sum over its neighbours b of area(a, b) · (h(a) - h(b)) = missing(a). Conjugate gradients. */
    private static double[] heights(Map<Integer, double[]> areas, double[] missing) {
        int n = areas.size();
        int[] lower = new int[n];
        int[] higher = new int[n];
        double[] area = new double[n];
        double[] diagonal = new double[missing.length];
        int at = 0;
        for (Map.Entry<Integer, double[]> e : areas.entrySet()) {
            lower[at] = e.getKey() >>> 16;
            higher[at] = e.getKey() & 0xFFFF;
            area[at] = e.getValue()[0];
            diagonal[lower[at]] += area[at];
            diagonal[higher[at]] += area[at];
            at++;
        }
        return new Heights(lower, higher, area, diagonal).solve(missing);
    }

    private static void move(SurfaceNet net, double[] heights) {
        // Of each node: the sum of areas · height differences · normals, of areas, and of areas · squared height
        // differences.
        float[] sums = new float[Math.multiplyExact(5, net.nodes())];
        net.forEachSlabApart(slab -> {
            Quad quad = new Quad(net);
            int end = net.firstQuad(slab + 1);
            for (int q = net.firstQuad(slab); q < end; q++) {
                quad.measure(q);
                double area = quad.area();
                double h = heights[net.labels[2 * q]] - heights[net.labels[2 * q + 1]];
                for (int c = 0; c < 4; c++) {
                    int to = 5 * net.corners[4 * q + c];
                    sums[to] += (float) (h * quad.areaI);
                    sums[to + 1] += (float) (h * quad.areaJ);
                    sums[to + 2] += (float) (h * quad.areaK);
                    sums[to + 3] += (float) area;
                    sums[to + 4] += (float) (h * h * area);
                }
            }
        });
        net.forEachSlab(slab -> {
            int end = net.firstNode(slab + 1);
            for (int node = net.firstNode(slab); node < end; node++) {
                move(net, node, sums);
            }
        });
    }

    /** At a corner the mean of the normals is short: stretched so that the faces themselves move by their heights, as well as can be. */
    private static void move(SurfaceNet net, int node, float[] sums) {
        int s = 5 * node;
        double i = sums[s];
        double j = sums[s + 1];
        double k = sums[s + 2];
        double area = sums[s + 3];
        double length2 = i * i + j * j + k * k;
        if (length2 > 0 && area > 0) {
            double stretch = Math.min(4, Math.max(1, sums[s + 4] * area / length2)) / area;
            float[] offsets = net.offsets;
            int at = 3 * node;
            offsets[at] = NetSmoothing.within((float) (offsets[at] + stretch * i));
            offsets[at + 1] = NetSmoothing.within((float) (offsets[at + 1] + stretch * j));
            offsets[at + 2] = NetSmoothing.within((float) (offsets[at + 2] + stretch * k));
        }
    }
}
