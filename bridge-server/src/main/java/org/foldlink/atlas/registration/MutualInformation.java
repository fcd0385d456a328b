package org.foldlink.atlas.registration;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.foldlink.geometry.Affine;

/**
 * Mutual information of template and image, after Mattes and others 2003: the image's value goes into the joint histogram
 * through a cubic B-spline, so that it has a derivative by the map; the template's falls into one bin. In nats, summed over
 * the points that the image covers and divided by the number of all: what the image does not show counts for nothing.
 *
 * <p>Not safe for two threads at once: it holds what the second pass needs. Its own work is spread over stripes of a fixed size whose sums are added in
 * order, so that the number of threads changes nothing.
 */
final class MutualInformation {

    private static final int STRIPE = 8192;

    /** Bins on either side that the spline needs. */
    private static final int PAD = 2;

    /** Share of the points that the image must cover. */
    private static final double LEAST = 0.4;

    private final Probe image;
    private final Points points;
    private final int bins;
    private final int stripes;
    private final byte[] templateBin;
    private final float[] value;
    private final float[] gradient;

    /** @param bins of the image's values and of the brain's in the template, which has one more for what lies around it */
    MutualInformation(Probe image, Points points, int bins) {
        this.image = image;
        this.points = points;
        this.bins = bins;
        stripes = (points.count() + STRIPE - 1) / STRIPE;
        templateBin = new byte[points.count()];
        for (int n = 0; n < templateBin.length; n++) {
            int bin = Math.min(bins - 1, (int) (points.values()[n] * bins));
            templateBin[n] = (byte) (points.brain()[n] ? bin : bins);
        }
        value = new float[points.count()];
        gradient = new float[3 * points.count()];
    }

    /**
     * @param map the template's RAS mm to the image's
     * @param rows out: derivative by {@code x -> A (x - centre) + b}, row-major as {@link Affine#rows}; of length 0 if not wanted
     * @return 0 where the image covers too few points
     */
    double at(Affine map, double[] rows) {
        float[] m = toIndex(map);
        boolean wanted = rows.length > 0;
        double[][] parts = new double[stripes][];
        over(s -> parts[s] = histogram(s, m, wanted));
        double[] joint = parts[0];
        for (int s = 1; s < stripes; s++) {
            for (int b = 0; b < joint.length; b++) {
                joint[b] += parts[s][b];
            }
        }
        double total = 0;
        double[] ofTemplate = new double[bins + 1];
        double[] ofImage = new double[bins];
        for (int b = 0; b < joint.length; b++) {
            total += joint[b];
            ofTemplate[b / bins] += joint[b];
            ofImage[b % bins] += joint[b];
        }
        Arrays.fill(rows, 0);
        if (total < LEAST * points.count()) {
            return 0;
        }
        double information = 0;
        float[] log = new float[joint.length];
        for (int b = 0; b < joint.length; b++) {
            if (joint[b] > 0) {
                double ratio = Math.log(joint[b] / ofImage[b % bins]);
                log[b] = (float) ratio;
                information += joint[b] * (ratio - Math.log(ofTemplate[b / bins] / total));
            }
        }
        if (wanted) {
            derive(log, rows);
        }
        return information / points.count();
    }

    private void derive(float[] log, double[] rows) {
        double[][] parts = new double[stripes][];
        over(s -> parts[s] = sums(s, log));
        double[] byIndex = new double[12];
        for (double[] part : parts) {
            for (int e = 0; e < 12; e++) {
                byIndex[e] += part[e];
            }
        }
        // Derivatives by the index become derivatives by RAS: the transposed linear part of RAS to index.
        double[] w = image.rasToIndex().rows();
        double scale = (bins - 1.0 - 2 * PAD) / points.count();
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                double sum = 0;
                for (int e = 0; e < 3; e++) {
                    sum += w[4 * e + row] * byIndex[4 * e + column];
                }
                rows[4 * row + column] = sum * scale;
            }
        }
    }

    /** The points' coordinates, which are relative to the centre, to the image's continuous index. */
    private float[] toIndex(Affine map) {
        Affine fromCentre = new Affine(map.i(), map.j(), map.k(), map.apply(points.centre()));
        double[] rows = image.rasToIndex().after(fromCentre).rows();
        float[] m = new float[12];
        for (int e = 0; e < 12; e++) {
            m[e] = (float) rows[e];
        }
        return m;
    }

    private double[] histogram(int stripe, float[] m, boolean keep) {
        double[] joint = new double[bins * (bins + 1)];
        float[] at = points.at();
        float scale = bins - 1 - 2 * PAD;
        int end = Math.min(points.count(), (stripe + 1) * STRIPE);
        for (int n = stripe * STRIPE; n < end; n++) {
            float x = at[3 * n];
            float y = at[3 * n + 1];
            float z = at[3 * n + 2];
            float i = m[0] * x + m[1] * y + m[2] * z + m[3];
            float j = m[4] * x + m[5] * y + m[6] * z + m[7];
            float k = m[8] * x + m[9] * y + m[10] * z + m[11];
            float v = keep ? image.at(i, j, k, gradient, 3 * n) : image.at(i, j, k);
            if (keep) {
                value[n] = v;
            }
            if (Float.isNaN(v)) {
                continue;
            }
            float u = PAD + v * scale;
            int first = (int) u - 1;
            float t = u - (first + 1);
            float r = 1 - t;
            int b = bins * templateBin[n] + first;
            joint[b] += r * r * r / 6;
            joint[b + 1] += 2f / 3 - t * t * (1 - t / 2);
            joint[b + 2] += 2f / 3 - r * r * (1 - r / 2);
            joint[b + 3] += t * t * t / 6;
        }
        return joint;
    }

    private double[] sums(int stripe, float[] log) {
        double[] sum = new double[12];
        float[] at = points.at();
        float scale = bins - 1 - 2 * PAD;
        int end = Math.min(points.count(), (stripe + 1) * STRIPE);
        for (int n = stripe * STRIPE; n < end; n++) {
            float v = value[n];
            if (Float.isNaN(v)) {
                continue;
            }
            float u = PAD + v * scale;
            int first = (int) u - 1;
            float t = u - (first + 1);
            float r = 1 - t;
            int b = bins * templateBin[n] + first;
            // The derivatives of the four weights by u.
            float c = -r * r / 2 * log[b]
                    + (1.5f * t * t - 2 * t) * log[b + 1]
                    + (2 * r - 1.5f * r * r) * log[b + 2]
                    + t * t / 2 * log[b + 3];
            for (int e = 0; e < 3; e++) {
                double g = c * gradient[3 * n + e];
                sum[4 * e] += g * at[3 * n];
                sum[4 * e + 1] += g * at[3 * n + 1];
                sum[4 * e + 2] += g * at[3 * n + 2];
                sum[4 * e + 3] += g;
            }
        }
        return sum;
    }

    private void over(IntConsumer stripe) {
        if (stripes == 1) {
            stripe.accept(0);
        } else {
            IntStream.range(0, stripes).parallel().forEach(stripe);
        }
    }
}
