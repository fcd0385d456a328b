package org.foldlink.preprocess;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.foldlink.models.Resampling;

/**
 * nnU-Net's {@code resample_data_or_seg_to_shape} for images: {@code skimage.transform.resize(mode='edge', anti_aliasing=False)}, that is a
 * spline of the given order on edge-padded samples, clipped to the input's range; the axis of lowest resolution apart where the spacing is
 * anisotropic, slice by slice, then at its own order. Separable, so it runs axis by axis; lines are held in double precision.
 */
public final class Resampler {

    private final Workers workers;
    private final BooleanSupplier stop;

    public Resampler(Workers workers, BooleanSupplier stop) {
        this.workers = workers;
        this.stop = stop;
    }

    /** {@code round_half_even(shape · current/target)}, an axis at a time, as nnU-Net's {@code compute_new_shape}; at least 1. */
    public static int[] newShape(int[] shape, double[] current, double[] target) {
        int[] result = new int[3];
        for (int a = 0; a < 3; a++) {
            result[a] = (int) Math.max(1, Math.rint(current[a] / target[a] * shape[a]));
        }
        return result;
    }

    /** The axis that is resampled apart, or -1: nnU-Net's {@code determine_do_sep_z_and_axis}. */
    public static int separateAxis(Resampling how, double[] current, double[] target) {
        double[] decisive;
        if (how.forceSeparateZ().isPresent()) {
            if (!how.forceSeparateZ().get()) {
                return -1;
            }
            decisive = current;
        } else if (anisotropic(current)) {
            decisive = current;
        } else if (anisotropic(target)) {
            decisive = target;
        } else {
            return -1;
        }
        double max = Arrays.stream(decisive).max().orElseThrow();
        int axis = -1;
        for (int a = 0; a < 3; a++) {
            if (max / decisive[a] == 1) {
                if (axis >= 0) {
                    return -1; // two axes tie for the lowest resolution
                }
                axis = a;
            }
        }
        return axis;
    }

    private static boolean anisotropic(double[] spacing) {
        double max = Arrays.stream(spacing).max().orElseThrow();
        double min = Arrays.stream(spacing).min().orElseThrow();
        return max / min > 3;
    }

    /** The sampling of each axis z, y, x. */
    public static AxisTaps[] taps(int[] from, int[] to, Resampling how, double[] current, double[] target) {
        int apart = separateAxis(how, current, target);
        AxisTaps[] taps = new AxisTaps[3];
        for (int a = 0; a < 3; a++) {
            taps[a] = new AxisTaps(from[a], to[a], a == apart ? how.orderZ() : how.order());
        }
        return taps;
    }

    /** Every channel to {@code to}; the input itself if nothing changes. */
    public Tensor resample(Tensor image, int[] to, Resampling how, double[] current, double[] target) {
        if (Arrays.equals(image.shape(), to)) {
            return image;
        }
        AxisTaps[] taps = taps(image.shape(), to, how, current, target);
        int apart = separateAxis(how, current, target);
        float[][][] out = new float[image.channels()][][];
        for (int c = 0; c < out.length; c++) {
            out[c] = resample(image.channel(c), image.shape(), taps, apart, how.order());
        }
        return Tensor.of(to[1], to[2], out);
    }

    private float[][] resample(float[][] slices, int[] from, AxisTaps[] taps, int apart, int order) {
        int[] shape = from.clone();
        float[][] work = slices;
        Range[] ranges = order > 1 ? ranges(slices, from, apart) : new Range[0];
        for (int a : new int[] {2, 1, 0}) {
            if (a != apart && !taps[a].identity()) {
                work = along(a, work, shape, taps[a]);
                shape[a] = taps[a].out();
            }
        }
        if (order > 1 && work != slices) {
            clip(work, shape, apart, ranges);
        }
        if (apart >= 0 && !taps[apart].identity()) {
            work = along(apart, work, shape, taps[apart]);
        }
        return work;
    }

    private float[][] along(int axis, float[][] slices, int[] shape, AxisTaps taps) {
        if (axis == 0) {
            return taps.order() == 0 ? pick(slices, taps) : alongZ(slices, shape, taps);
        }
        float[][] out = new float[slices.length][];
        workers.forEach(
                slices.length,
                z -> out[z] = axis == 1 ? alongY(slices[z], shape[2], taps) : alongX(slices[z], shape[1], taps),
                stop);
        return out;
    }

    private static float[][] pick(float[][] slices, AxisTaps taps) {
        float[][] out = new float[taps.out()][];
        for (int o = 0; o < out.length; o++) {
            out[o] = slices[taps.first(o)];
        }
        return out;
    }

    private float[][] alongZ(float[][] slices, int[] shape, AxisTaps taps) {
        int width = shape[2];
        float[][] out = new float[taps.out()][shape[1] * width];
        workers.forEach(
                shape[1],
                y -> {
                    Lines lines = new Lines(taps, width);
                    for (int z = 0; z < taps.in(); z++) {
                        for (int x = 0; x < width; x++) {
                            lines.put(z, x, slices[z][y * width + x]);
                        }
                    }
                    lines.filter();
                    for (int z = 0; z < taps.out(); z++) {
                        lines.sample(z, out[z], y * width, 1);
                    }
                },
                stop);
        return out;
    }

    private static float[] alongY(float[] slice, int width, AxisTaps taps) {
        float[] out = new float[taps.out() * width];
        Lines lines = new Lines(taps, width);
        for (int y = 0; y < taps.in(); y++) {
            for (int x = 0; x < width; x++) {
                lines.put(y, x, slice[y * width + x]);
            }
        }
        lines.filter();
        for (int y = 0; y < taps.out(); y++) {
            lines.sample(y, out, y * width, 1);
        }
        return out;
    }

    private static float[] alongX(float[] slice, int height, AxisTaps taps) {
        float[] out = new float[height * taps.out()];
        Lines lines = new Lines(taps, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < taps.in(); x++) {
                lines.put(x, y, slice[y * taps.in() + x]);
            }
        }
        lines.filter();
        for (int x = 0; x < taps.out(); x++) {
            lines.sample(x, out, x, taps.out());
        }
        return out;
    }

    /** Parallel lines along one axis, {@code samples[sample * lines + line]}, padded where the order asks for it. */
    private static final class Lines {

        private final AxisTaps taps;
        private final int lines;
        private final int pad;
        private final int count;
        private final double[] samples;
        private final double[] sums;

        Lines(AxisTaps taps, int lines) {
            this.taps = taps;
            this.lines = lines;
            this.pad = taps.order() > 1 ? AxisTaps.PAD : 0;
            this.count = taps.in() + 2 * pad;
            this.samples = new double[Math.multiplyExact(Math.max(count, taps.taps()), lines)];
            this.sums = new double[lines];
        }

        void put(int sample, int line, float value) {
            samples[(pad + sample) * lines + line] = value;
        }

        void filter() {
            if (pad == 0) {
                return;
            }
            int last = pad + taps.in() - 1;
            for (int p = 0; p < pad; p++) {
                System.arraycopy(samples, pad * lines, samples, p * lines, lines);
                System.arraycopy(samples, last * lines, samples, (last + 1 + p) * lines, lines);
            }
            CubicSpline.filter(samples, count, lines);
        }

        void sample(int o, float[] to, int at, int step) {
            Arrays.fill(sums, 0);
            for (int t = 0; t < taps.taps(); t++) {
                double weight = taps.weight(o, t);
                int row = (taps.first(o) + t) * lines;
                for (int l = 0; l < lines; l++) {
                    sums[l] += weight * samples[row + l];
                }
            }
            for (int l = 0; l < lines; l++) {
                to[at + l * step] = (float) sums[l];
            }
        }
    }

    private record Range(float min, float max) {}

    /** Smallest and largest input value: of the whole, or of each slice across the axis apart. */
    private Range[] ranges(float[][] slices, int[] shape, int apart) {
        int groups = apart < 0 ? 1 : shape[apart];
        float[] min = new float[groups];
        float[] max = new float[groups];
        Arrays.fill(min, Float.POSITIVE_INFINITY);
        Arrays.fill(max, Float.NEGATIVE_INFINITY);
        int width = shape[2];
        for (int z = 0; z < slices.length; z++) {
            float[] slice = slices[z];
            for (int at = 0; at < slice.length; at++) {
                int g = group(apart, z, at, width);
                min[g] = Math.min(min[g], slice[at]);
                max[g] = Math.max(max[g], slice[at]);
            }
        }
        Range[] ranges = new Range[groups];
        for (int g = 0; g < groups; g++) {
            ranges[g] = new Range(min[g], max[g]);
        }
        return ranges;
    }

    private void clip(float[][] slices, int[] shape, int apart, Range[] ranges) {
        int width = shape[2];
        workers.forEach(
                slices.length,
                z -> {
                    float[] slice = slices[z];
                    for (int at = 0; at < slice.length; at++) {
                        Range range = ranges[group(apart, z, at, width)];
                        slice[at] = Math.max(range.min(), Math.min(range.max(), slice[at]));
                    }
                },
                stop);
    }

    private static int group(int apart, int z, int at, int width) {
        return switch (apart) {
            case 0 -> z;
            case 1 -> at / width;
            case 2 -> at % width;
            default -> 0;
        };
    }
}
