package org.foldlink.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAccumulator;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;

/** Some near-axial slices that lie together, read once by one thread. */
final class Slab {

    private final Volume labelmap;
    private final List<Volume> images;
    private final Planes planes;
    private final LongAccumulator bad;
    private final double[] row;

    /** By label; the second what the present slice has of it. */
    private @Nullable Tally[] tallies = new @Nullable Tally[256];

    private @Nullable SliceSum[] sums = new @Nullable SliceSum[256];
    private final List<Integer> present = new ArrayList<>();

    private Slab(Volume labelmap, List<Volume> images, Planes planes, LongAccumulator bad) {
        this.labelmap = labelmap;
        this.images = images;
        this.planes = planes;
        this.bad = bad;
        this.row = new double[planes.rowLength()];
    }

    /** Tallies by label, null where there is none, of the slices from {@code from} to before {@code to}. */
    static @Nullable Tally[] read(
            Volume labelmap, List<Volume> images, Planes planes, int from, int to, LongAccumulator bad) {
        Slab slab = new Slab(labelmap, images, planes, bad);
        slab.read(from, to);
        return slab.tallies;
    }

    private void read(int from, int to) {
        SliceRuns before = new SliceRuns(labelmap, planes);
        SliceRuns here = new SliceRuns(labelmap, planes);
        if (from > 0) {
            before.read(from - 1, bad);
        }
        for (int s = from; s < to; s++) {
            here.read(s, bad);
            tally(here, s);
            for (int v = 0; v < planes.rows(); v++) {
                if (v + 1 < planes.rows()) {
                    here.join(v, here, v + 1, joins(1, 0));
                }
                for (int rows = -1; s > 0 && rows <= 1; rows++) {
                    if (v + rows >= 0 && v + rows < planes.rows()) {
                        before.join(v, here, v + rows, joins(rows, 1));
                    }
                }
            }
            SliceRuns swap = before;
            before = here;
            here = swap;
        }
    }

    private SliceRuns.Joins joins(int rows, int slices) {
        return (label, step, pairs) -> tally(label).addJoined(Crofton.direction(rows, slices, step), pairs);
    }

    private void tally(SliceRuns runs, int slice) {
        present.clear();
        for (int v = 0; v < planes.rows(); v++) {
            for (int r = runs.from(v); r < runs.to(v); r++) {
                int label = runs.label(r);
                tally(label).addRun(slice, v, runs.first(r), runs.last(r));
                SliceSum sum = sum(label);
                if (sum.isEmpty()) {
                    present.add(label);
                }
                sum.add(v, runs.first(r), runs.last(r));
            }
            for (int i = 0; i < images.size() && runs.from(v) < runs.to(v); i++) {
                planes.read(images.get(i).voxels(), slice, v, row);
                for (int r = runs.from(v); r < runs.to(v); r++) {
                    Values values = tally(runs.label(r)).values(i);
                    for (int u = runs.first(r); u <= runs.last(r); u++) {
                        values.add(row[u]);
                    }
                }
            }
        }
        for (int label : present) {
            tally(label).addOutline(new Outline(slice, sum(label).take(planes)));
        }
    }

    private Tally tally(int label) {
        if (label >= tallies.length) {
            int longer = Math.min(SliceRuns.GREATEST_LABEL + 1, Integer.highestOneBit(label) * 2);
            tallies = Arrays.copyOf(tallies, longer);
            sums = Arrays.copyOf(sums, longer);
        }
        Tally tally = tallies[label];
        if (tally == null) {
            tally = new Tally(images.size());
            tallies[label] = tally;
        }
        return tally;
    }

    private SliceSum sum(int label) {
        SliceSum sum = sums[label];
        if (sum == null) {
            sum = new SliceSum(planes.rows());
            sums[label] = sum;
        }
        return sum;
    }
}
