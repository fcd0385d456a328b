package org.foldlink.render;

import java.util.Arrays;
import org.foldlink.volume.Volume;

/**
 * Values from black to white.
 *
 * @param text as a viewer writes it
 */
public record Window(double low, double high, String text) {

    private static final int SAMPLES = 200_000;

    private static final Window SOFT_TISSUE = new Window(-160, 240, "W 400 L 40");

    /** The soft-tissue window where the values look like HU, otherwise {@link #spread}. */
    static Window of(Volume image) {
        return looksLikeCt(image) ? SOFT_TISSUE : spread(image);
    }

    /** Whether the values look like HU: much air, nothing far under it. */
    public static boolean looksLikeCt(Volume image) {
        double[] values = sample(image);
        int n = values.length;
        return n > 0
                && values[(int) (0.02 * (n - 1))] <= -500
                && values[0] >= -4096
                && values[(int) (0.995 * (n - 1))] <= 4096;
    }

    /** From the 1st to the 99.5th percentile. */
    public static Window spread(Volume image) {
        return spread(image, 0.995);
    }

    /** From the 1st percentile to another, 0 to 1. */
    static Window spread(Volume image, double upper) {
        double[] values = sample(image);
        int n = values.length;
        if (n == 0) {
            return new Window(0, 1, "no finite value");
        }
        double low = values[(int) (0.01 * (n - 1))];
        double high = Math.max(values[(int) (upper * (n - 1))], low + 1e-6 * Math.max(1, Math.abs(low)));
        return new Window(low, high, "W " + number(high - low) + " L " + number((high + low) / 2));
    }

    /** Finite values from all over the image, ascending. */
    private static double[] sample(Volume image) {
        long count = image.voxels().count();
        long step = Math.max(1, count / SAMPLES);
        double[] values = new double[(int) ((count + step - 1) / step)];
        int n = 0;
        for (long v = 0; v < count; v += step) {
            double value = image.voxels().get(v);
            if (Double.isFinite(value)) {
                values[n++] = value;
            }
        }
        double[] sample = Arrays.copyOf(values, n);
        Arrays.sort(sample);
        return sample;
    }

    private static String number(double v) {
        return Math.abs(v) >= 10 ? Long.toString(Math.round(v)) : Double.toString(Math.round(v * 100) / 100.0);
    }

    /** A grey of 0–255; not a number is black. */
    int grey(double value) {
        double t = (value - low) / (high - low);
        return t >= 1 ? 255 : t > 0 ? (int) Math.round(t * 255) : 0;
    }
}
