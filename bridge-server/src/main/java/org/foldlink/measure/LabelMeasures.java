package org.foldlink.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.stream.IntStream;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;

/**
 * Measures every label of a labelmap in one pass over its voxels, slabs of near-axial slices in parallel. What the slabs hand on are whole
 * numbers and values that are put in order, so the result does not depend on the number of threads. Memory: the sums and, for each label
 * and slice, the corners of its hull; of an image that is not of whole numbers every value inside of a structure.
 */
public final class LabelMeasures {

    private static final double GRID_TOLERANCE_MM = 1e-2;

    /** Slices a slab: one more is read for what is joined across its border. */
    private static final int SLAB = 8;

    private LabelMeasures() {}

    /**
     * Every label above 0 that has a voxel, by value.
     *
     * @param labelmap integer voxels, 0 to 65535; its grid's axes orthogonal
     */
    public static SortedMap<Integer, StructureMeasure> measure(Volume labelmap) {
        return measure(labelmap, List.of());
    }

    /**
     * Likewise, with the values of images.
     *
     * @param images on the labelmap's grid
     */
    public static SortedMap<Integer, StructureMeasure> measure(Volume labelmap, List<Volume> images) {
        check(labelmap, images);
        Planes planes = Planes.of(labelmap.grid());
        // The first bad voxel in memory, whichever thread meets it: a thread's own exception would come wrapped, and
        // not always the same.
        LongAccumulator bad = new LongAccumulator(Math::min, Long.MAX_VALUE);
        int slabs = (planes.count() + SLAB - 1) / SLAB;
        @Nullable
        Tally[] tallies = IntStream.range(0, slabs)
                .parallel()
                .mapToObj(s ->
                        Slab.read(labelmap, images, planes, s * SLAB, Math.min(planes.count(), (s + 1) * SLAB), bad))
                .reduce(LabelMeasures::merge)
                .orElseThrow();
        refuse(labelmap, bad.get());
        List<Integer> labels = new ArrayList<>();
        for (int label = 0; label < tallies.length; label++) {
            if (tallies[label] != null) {
                labels.add(label);
            }
        }
        Summary summary = new Summary(planes);
        SortedMap<Integer, StructureMeasure> measures = new TreeMap<>();
        labels.parallelStream()
                .map(label -> summary.of(label, Objects.requireNonNull(tallies[label])))
                .toList()
                .forEach(m -> measures.put(m.label(), m));
        return Collections.unmodifiableSortedMap(measures);
    }

    private static void check(Volume labelmap, List<Volume> images) {
        if (labelmap.type().isFloating()) {
            throw new IllegalArgumentException(
                    "labelmap voxels are " + labelmap.type() + " (expected an integer type)");
        }
        Grid g = labelmap.grid();
        for (Volume image : images) {
            if (!g.matches(image.grid(), GRID_TOLERANCE_MM)) {
                throw new IllegalArgumentException("image grid is " + size(image.grid()) + ", the labelmap's " + size(g)
                        + " (expected the same size and place within " + GRID_TOLERANCE_MM + " mm)");
            }
        }
    }

    private static String size(Grid g) {
        return g.sizeI() + " x " + g.sizeJ() + " x " + g.sizeK();
    }

    private static void refuse(Volume labelmap, long bad) {
        if (bad < Long.MAX_VALUE) {
            Grid g = labelmap.grid();
            throw new IllegalArgumentException("labelmap voxel (" + bad % g.sizeI() + ", "
                    + bad / g.sizeI() % g.sizeJ() + ", " + bad / g.sizeI() / g.sizeJ() + ") = "
                    + (long) labelmap.voxels().get(bad) + " (expected 0.." + SliceRuns.GREATEST_LABEL + ")");
        }
    }

    /** The first, which takes in the second. */
    private static @Nullable Tally[] merge(@Nullable Tally[] a, @Nullable Tally[] b) {
        @Nullable Tally[] both = a.length >= b.length ? a : Arrays.copyOf(a, b.length);
        for (int label = 0; label < b.length; label++) {
            Tally own = both[label];
            Tally other = b[label];
            if (own == null) {
                both[label] = other;
            } else if (other != null) {
                own.plus(other);
            }
        }
        return both;
    }
}
