package org.foldlink.measure.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.stream.IntStream;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;

/**
 * How often each pair of labels meets in two labelmaps of one grid, and the boxes that labels lie in: one pass for all of them, slices in
 * parallel. Counts are whole numbers, so the result does not depend on the number of threads. Immutable.
 */
final class JointCounts {

    static final double GRID_TOLERANCE_MM = 1e-2;

    /** Voxels by prediction's label · 65536 + reference's label. */
    private final Map<Long, Long> voxels;

    /** Around a label's voxels in both labelmaps. */
    private final Map<Integer, IndexBox> boxes;

    private JointCounts(Map<Long, Long> voxels, Map<Integer, IndexBox> boxes) {
        this.voxels = voxels;
        this.boxes = boxes;
    }

    /**
     * Reads both labelmaps.
     *
     * @throws IllegalArgumentException if the grids differ, or a voxel is no label
     */
    static JointCounts of(Volume prediction, Volume reference) {
        Grid p = prediction.grid();
        Grid r = reference.grid();
        if (p.sizeI() != r.sizeI() || p.sizeJ() != r.sizeJ() || p.sizeK() != r.sizeK()) {
            throw new IllegalArgumentException("prediction and reference lie on different grids, " + size(p) + " and "
                    + size(r) + " voxels (expected the same: resample the prediction to the reference's grid)");
        }
        if (!p.matches(r, GRID_TOLERANCE_MM)) {
            throw new IllegalArgumentException("prediction and reference, both " + size(p)
                    + " voxels, lie in different places (expected every corner within " + GRID_TOLERANCE_MM
                    + " mm: resample the prediction to the reference's grid, or correct its header)");
        }
        LongAccumulator badPrediction = new LongAccumulator(Math::min, Long.MAX_VALUE);
        LongAccumulator badReference = new LongAccumulator(Math::min, Long.MAX_VALUE);
        JointCounts all = IntStream.range(0, p.sizeK())
                .parallel()
                .mapToObj(k -> slice(prediction, reference, k, badPrediction, badReference))
                .reduce(new JointCounts(Map.of(), Map.of()), JointCounts::plus);
        refuse("prediction", prediction, badPrediction.get());
        refuse("reference", reference, badReference.get());
        return all;
    }

    private static void refuse(String what, Volume labels, long bad) {
        if (bad < Long.MAX_VALUE) {
            Grid g = labels.grid();
            throw new IllegalArgumentException(what + " voxel (" + bad % g.sizeI() + ", " + bad / g.sizeI() % g.sizeJ()
                    + ", " + bad / g.sizeI() / g.sizeJ() + ") = "
                    + labels.voxels().get(bad)
                    + " (expected a label, a whole number 0.." + StructureLabels.GREATEST + ")");
        }
    }

    private static String size(Grid g) {
        return g.sizeI() + " x " + g.sizeJ() + " x " + g.sizeK();
    }

    private static JointCounts slice(Volume p, Volume r, int k, LongAccumulator badP, LongAccumulator badR) {
        Grid g = p.grid();
        int width = g.sizeI();
        float[] rowP = new float[width];
        float[] rowR = new float[width];
        Map<Long, Long> voxels = new HashMap<>();
        Map<Integer, IndexBox> boxes = new HashMap<>();
        for (int j = 0; j < g.sizeJ(); j++) {
            long row = g.index(0, j, k);
            p.voxels().read(row, rowP, 0, width);
            r.voxels().read(row, rowR, 0, width);
            for (int i = 0; i < width; ) {
                float a = rowP[i];
                float b = rowR[i];
                int from = i;
                i++;
                while (i < width && rowP[i] == a && rowR[i] == b) {
                    i++;
                }
                if (noLabel(a)) {
                    badP.accumulate(row + from);
                } else if (noLabel(b)) {
                    badR.accumulate(row + from);
                } else {
                    voxels.merge(((long) a << 16) | (long) b, (long) i - from, Long::sum);
                    IndexBox run = new IndexBox(from, j, k, i - 1, j, k);
                    if (a != 0) {
                        boxes.merge((int) a, run, IndexBox::and);
                    }
                    if (b != 0 && b != a) {
                        boxes.merge((int) b, run, IndexBox::and);
                    }
                }
            }
        }
        return new JointCounts(voxels, boxes);
    }

    private static boolean noLabel(float v) {
        return !(v >= 0 && v <= StructureLabels.GREATEST && v == (int) v);
    }

    private JointCounts plus(JointCounts o) {
        Map<Long, Long> sum = new HashMap<>(voxels);
        o.voxels.forEach((pair, n) -> sum.merge(pair, n, Long::sum));
        Map<Integer, IndexBox> around = new HashMap<>(boxes);
        o.boxes.forEach((label, box) -> around.merge(label, box, IndexBox::and));
        return new JointCounts(sum, around);
    }

    Overlap overlap(StructureLabels structure) {
        long both = 0;
        long predicted = 0;
        long reference = 0;
        for (Map.Entry<Long, Long> e : voxels.entrySet()) {
            boolean p = structure.values().contains((int) (e.getKey() >> 16));
            boolean r = structure.values().contains((int) (e.getKey() & 0xFFFF));
            both += p && r ? e.getValue() : 0;
            predicted += p ? e.getValue() : 0;
            reference += r ? e.getValue() : 0;
        }
        return new Overlap(both, predicted, reference);
    }

    /** Around the structure in prediction and reference; empty where neither has a voxel of it. */
    Optional<IndexBox> box(StructureLabels structure) {
        return structure.values().stream()
                .map(boxes::get)
                .filter(box -> box != null)
                .reduce(IndexBox::and);
    }

    /** Every label above 0 that either has. */
    SortedSet<Integer> labels() {
        return new TreeSet<>(boxes.keySet());
    }
}
