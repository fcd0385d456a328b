package org.foldlink.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.foldlink.preprocess.AxisMap;
import org.foldlink.preprocess.Tensor;
import org.foldlink.volume.Volume;

/** How far a stage of ours is from the peer's. */
public final class Differences {

    private Differences() {}

    /**
     * Of two arrays.
     *
     * @param largest absolute difference; NaN counts as infinite
     * @param rms root of the mean square
     */
    public record Distance(double largest, double rms) {}

    /** Of {@code ours / divisor} from theirs, at the network's resolution. */
    public static Distance of(Tensor ours, double divisor, Npy theirs) {
        assertThat(theirs.shape())
                .as("shape")
                .containsExactly(ours.channels(), ours.depth(), ours.height(), ours.width());
        Sum sum = new Sum();
        int at = 0;
        for (int c = 0; c < ours.channels(); c++) {
            for (int z = 0; z < ours.depth(); z++) {
                for (float value : ours.slice(c, z)) {
                    sum.add(value / divisor - theirs.at(at++));
                }
            }
        }
        return sum.distance();
    }

    /** Of volumes on the input's grid from an array in the reader's axis order. */
    public static Distance of(List<Volume> ours, AxisMap reader, Npy theirs) {
        assertThat(theirs.shape())
                .as("shape")
                .containsExactly(ours.size(), reader.size(0), reader.size(1), reader.size(2));
        Sum sum = new Sum();
        int at = 0;
        for (Volume volume : ours) {
            for (int z = 0; z < reader.size(0); z++) {
                for (int y = 0; y < reader.size(1); y++) {
                    for (int x = 0; x < reader.size(2); x++) {
                        sum.add(volume.voxels().get(reader.index(z, y, x)) - theirs.at(at++));
                    }
                }
            }
        }
        return sum.distance();
    }

    private static final class Sum {
        private double largest;
        private double squares;
        private long count;

        void add(double difference) {
            double d = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.abs(difference);
            largest = Math.max(largest, d);
            squares += d * d;
            count++;
        }

        Distance distance() {
            return new Distance(largest, Math.sqrt(squares / count));
        }
    }

    /**
     * Of two labelmaps.
     *
     * @param differing voxels
     * @param widestMargin of the reference's margins at these voxels; 0 if there are none
     * @param dice by label, without the background
     */
    public record Labels(long differing, long voxels, double widestMargin, TreeMap<Integer, Double> dice) {}

    /** @param margin {@code [1, z, y, x]} in the reader's axis order */
    public static Labels labels(Volume ours, Volume theirs, AxisMap reader, Npy margin) {
        assertThat(ours.grid().matches(theirs.grid(), 1e-3)).as("the same grid").isTrue();
        TreeMap<Integer, Long> either = new TreeMap<>();
        TreeMap<Integer, Long> both = new TreeMap<>();
        long differing = 0;
        double widest = 0;
        int at = 0;
        for (int z = 0; z < reader.size(0); z++) {
            for (int y = 0; y < reader.size(1); y++) {
                for (int x = 0; x < reader.size(2); x++, at++) {
                    long v = reader.index(z, y, x);
                    int a = (int) ours.voxels().get(v);
                    int b = (int) theirs.voxels().get(v);
                    either.merge(a, 1L, Long::sum);
                    either.merge(b, 1L, Long::sum);
                    if (a == b) {
                        both.merge(a, 1L, Long::sum);
                    } else {
                        differing++;
                        widest = Math.max(widest, margin.at(at));
                    }
                }
            }
        }
        either.remove(0);
        TreeMap<Integer, Double> dice = new TreeMap<>();
        either.forEach((label, n) -> dice.put(label, 2.0 * both.getOrDefault(label, 0L) / n));
        return new Labels(differing, ours.grid().count(), widest, dice);
    }
}
