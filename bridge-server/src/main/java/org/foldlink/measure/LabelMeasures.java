package org.foldlink.measure;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.stream.IntStream;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;

/**
 * Measures every label of a labelmap in one pass over its voxels, the near-axial slices in parallel. Sums are of whole numbers, so the
 * result does not depend on the number of threads.
 */
public final class LabelMeasures {

    private static final int GREATEST_LABEL = 65535;

    private LabelMeasures() {}

    /**
     * Every label above 0 that has a voxel, by value.
     *
     * @param labelmap integer voxels, 0 to 65535; its grid's axes orthogonal
     */
    public static SortedMap<Integer, StructureMeasure> measure(Volume labelmap) {
        if (labelmap.type().isFloating()) {
            throw new IllegalArgumentException(
                    "labelmap voxels are " + labelmap.type() + " (expected an integer type)");
        }
        Planes planes = Planes.of(labelmap.grid());
        // The first bad voxel in memory, whichever thread meets it: a thread's own exception would come wrapped, and
        // not always the same.
        LongAccumulator bad = new LongAccumulator(Math::min, Long.MAX_VALUE);
        Map<Integer, LabelSum> sums = IntStream.range(0, planes.count())
                .parallel()
                .mapToObj(s -> slice(labelmap, planes, s, bad))
                .reduce(Map.of(), LabelMeasures::merge);
        refuse(labelmap, bad.get());
        SortedMap<Integer, StructureMeasure> measures = new TreeMap<>();
        sums.forEach((label, sum) -> measures.put(label, measure(labelmap.grid(), label, sum)));
        return Collections.unmodifiableSortedMap(measures);
    }

    private static void refuse(Volume labelmap, long bad) {
        if (bad < Long.MAX_VALUE) {
            Grid g = labelmap.grid();
            throw new IllegalArgumentException("labelmap voxel (" + bad % g.sizeI() + ", "
                    + bad / g.sizeI() % g.sizeJ() + ", " + bad / g.sizeI() / g.sizeJ() + ") = "
                    + (long) labelmap.voxels().get(bad) + " (expected 0.." + GREATEST_LABEL + ")");
        }
    }

    private static Map<Integer, LabelSum> merge(Map<Integer, LabelSum> a, Map<Integer, LabelSum> b) {
        Map<Integer, LabelSum> both = new HashMap<>(a);
        b.forEach((label, sum) -> both.merge(label, sum, LabelSum::plus));
        return both;
    }

    private static Map<Integer, LabelSum> slice(Volume labelmap, Planes planes, int s, LongAccumulator bad) {
        Map<Integer, SliceSum> slices = new HashMap<>();
        float[] row = new float[planes.rowLength()];
        for (int v = 0; v < planes.rows(); v++) {
            planes.read(labelmap.voxels(), s, v, row);
            for (int start = 0; start < row.length; ) {
                float value = row[start];
                int end = start + 1;
                while (end < row.length && row[end] == value) {
                    end++;
                }
                if (value > 0 && value <= GREATEST_LABEL) {
                    slices.computeIfAbsent((int) value, l -> new SliceSum(planes.rows()))
                            .add(v, start, end - 1);
                } else if (value != 0) {
                    int[] at = planes.index(s, v, start);
                    bad.accumulate(labelmap.grid().index(at[0], at[1], at[2]));
                }
                start = end;
            }
        }
        Map<Integer, LabelSum> sums = new HashMap<>();
        slices.forEach((label, slice) -> sums.put(label, slice.sum(planes, s)));
        return sums;
    }

    private static StructureMeasure measure(Grid grid, int label, LabelSum sum) {
        Affine m = grid.indexToRas();
        Vec3 spacing = grid.spacing();
        double n = sum.voxels();
        int[] low = sum.low();
        int[] high = sum.high();
        OrientedBox oriented = new OrientedBox(
                m.apply((low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0, (low[2] + high[2]) / 2.0),
                List.of(m.i().unit(), m.j().unit(), m.k().unit()),
                new Vec3(
                        (high[0] - low[0] + 1) * spacing.x(),
                        (high[1] - low[1] + 1) * spacing.y(),
                        (high[2] - low[2] + 1) * spacing.z()));
        long[] total = sum.total();
        return new StructureMeasure(
                label,
                sum.voxels(),
                n * grid.voxelVolume() / 1000,
                m.apply(total[0] / n, total[1] / n, total[2] / n),
                sum.box(),
                oriented,
                sum.hull().diameter(),
                sum.hull().perpendicular());
    }
}
