package org.foldlink.render;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;

/**
 * Where to cut, and how much there is of each label: the three planes that show the most of the structures.
 *
 * <p>Along each RAS axis a position scores, for every label, the share of that label's largest section that lies there; the best position
 * counts. So a single structure is cut at its largest section, and many where most of them are seen, however small they are.
 *
 * @param point RAS mm; the volume's centre where nothing is labelled
 * @param voxels by label value
 */
record Focus(Vec3 point, Map<Integer, Long> voxels) {

    /** @param shown the labels that count; others are taken for background */
    static Focus of(Volume labels, Set<Integer> shown) {
        Grid grid = labels.grid();
        Box extent = Sampler.extent(grid);
        Vec3 s = grid.spacing();
        double bin = Math.min(s.x(), Math.min(s.y(), s.z()));
        int[] bins = new int[3];
        for (int a = 0; a < 3; a++) {
            bins[a] = (int) Math.ceil(Plane.axis(extent.size(), a) / bin) + 1;
        }
        Map<Integer, long[][]> sections = new TreeMap<>();
        float[] row = new float[grid.sizeI()];
        Vec3 step = grid.indexToRas().i();
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                labels.voxels().read(grid.index(0, j, k), row, 0, row.length);
                Vec3 start = grid.indexToRas().apply(0, j, k).minus(extent.min());
                int last = 0;
                long[][] counts = {};
                for (int i = 0; i < row.length; i++) {
                    int label = (int) row[i];
                    if (label == 0 || (label != last && !shown.contains(label))) {
                        continue;
                    }
                    if (label != last) {
                        counts = sections.computeIfAbsent(
                                label, l -> new long[][] {new long[bins[0]], new long[bins[1]], new long[bins[2]]});
                        last = label;
                    }
                    counts[0][(int) ((start.x() + i * step.x()) / bin)]++;
                    counts[1][(int) ((start.y() + i * step.y()) / bin)]++;
                    counts[2][(int) ((start.z() + i * step.z()) / bin)]++;
                }
            }
        }
        Map<Integer, Long> voxels = new TreeMap<>();
        sections.forEach(
                (label, axes) -> voxels.put(label, Arrays.stream(axes[0]).sum()));
        if (sections.isEmpty()) {
            return new Focus(extent.centre(), voxels);
        }
        double[] best = new double[3];
        for (int a = 0; a < 3; a++) {
            best[a] = Plane.axis(extent.min(), a) + (best(sections, a, bins[a]) + 0.5) * bin;
        }
        Vec3 point = new Vec3(
                Math.min(best[0], extent.max().x()),
                Math.min(best[1], extent.max().y()),
                Math.min(best[2], extent.max().z()));
        return new Focus(point, voxels);
    }

    private static int best(Map<Integer, long[][]> sections, int axis, int bins) {
        double[] score = new double[bins];
        for (long[][] counts : sections.values()) {
            double largest = Arrays.stream(counts[axis]).max().orElse(1);
            for (int b = 0; b < bins; b++) {
                score[b] += counts[axis][b] / largest;
            }
        }
        int best = 0;
        double top = -1;
        for (int b = 0; b < bins; b++) {
            // Neighbours count too: a bin that the voxel centres of an oblique grid miss is not a gap.
            double around = score[b] + 0.5 * (score[Math.max(0, b - 1)] + score[Math.min(bins - 1, b + 1)]);
            if (around > top + 1e-9) {
                top = around;
                best = b;
            }
        }
        return best;
    }
}
