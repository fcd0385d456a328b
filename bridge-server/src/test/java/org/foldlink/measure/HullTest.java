package org.foldlink.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HullTest {

    /**
     * The chord across a hull at a given place along the diameter is the hull of the crossings of all pairs of corners with that line; the
     * longest is at a corner. All pairs of all corners, none left out.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void agreesWithAllPairsOfAllCorners(long seed) {
        Random random = new Random(seed);
        int rows = 1 + random.nextInt(7);
        int[] first = new int[rows];
        int[] last = new int[rows];
        for (int r = 0; r < rows; r++) {
            boolean empty = r > 0 && r < rows - 1 && random.nextInt(4) == 0;
            first[r] = empty ? Hull.EMPTY_FIRST : random.nextInt(10);
            last[r] = empty ? Hull.EMPTY_LAST : first[r] + random.nextInt(8);
        }
        double su = random.nextDouble(0.5, 3);
        double sv = random.nextDouble(0.5, 3);
        double[][] corners = new double[4 * rows][];
        int n = 0;
        for (int r = 0; r < rows; r++) {
            if (first[r] <= last[r]) {
                for (int e = 0; e < 2; e++) {
                    corners[n++] = new double[] {(first[r] - 0.5) * su, (r - 0.5 + e) * sv};
                    corners[n++] = new double[] {(last[r] + 0.5) * su, (r - 0.5 + e) * sv};
                }
            }
        }
        corners = Arrays.copyOf(corners, n);
        double diameter = 0;
        for (double[] a : corners) {
            for (double[] b : corners) {
                diameter = Math.max(diameter, Math.hypot(a[0] - b[0], a[1] - b[1]));
            }
        }
        Hull hull = Hull.ofRows(first, last, 0, rows - 1, su, sv);
        assertThat(hull.diameter()).isCloseTo(diameter, within(1e-9));
        boolean found = false;
        for (double[] a : corners) {
            for (double[] b : corners) {
                if (Math.hypot(a[0] - b[0], a[1] - b[1]) > diameter - 1e-9) {
                    found |= Math.abs(longestAcross(corners, a, b) - hull.perpendicular()) < 1e-7;
                }
            }
        }
        assertThat(found)
                .as("perpendicular %s of one of the longest diameters", hull.perpendicular())
                .isTrue();
    }

    private static double longestAcross(double[][] corners, double[] a, double[] b) {
        double length = Math.hypot(b[0] - a[0], b[1] - a[1]);
        double du = (b[0] - a[0]) / length;
        double dv = (b[1] - a[1]) / length;
        double longest = 0;
        for (double[] w : corners) {
            double at = w[0] * du + w[1] * dv;
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (double[] p : corners) {
                for (double[] q : corners) {
                    double tp = p[0] * du + p[1] * dv - at;
                    double tq = q[0] * du + q[1] * dv - at;
                    double across = p[1] * du - p[0] * dv;
                    if (Math.abs(tp) < 1e-9) {
                        low = Math.min(low, across);
                        high = Math.max(high, across);
                    } else if (tp * tq < 0) {
                        double crossing = across + (q[1] * du - q[0] * dv - across) * (tp / (tp - tq));
                        low = Math.min(low, crossing);
                        high = Math.max(high, crossing);
                    }
                }
            }
            longest = Math.max(longest, high - low);
        }
        return longest;
    }
}
