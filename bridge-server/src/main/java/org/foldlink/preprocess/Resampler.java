package org.foldlink.preprocess;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.foldlink.models.Resampling;

/**
 * nnU-Net's {@code resample_data_or_seg_to_shape} for images: {@code skimage.transform.resize(mode='edge', anti_aliasing=False)}, that is a
 * spline of the given order on edge-padded samples, clipped to the input's range; the axis of lowest resolution apart where the spacing is
 * anisotropic, slice by slice, then at its own order. Separable, so it runs axis by axis, in blocks of {@link SplineLines}.
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
            // Not resampled: from is to, and order 0 hands it on.
            int order = how.isNone() ? 0 : a == apart ? how.orderZ() : how.order();
            taps[a] = new AxisTaps(from[a], to[a], order);
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
        ValueRange range = order > 1 ? ValueRange.of(slices, from, apart, workers, stop) : ValueRange.NONE;
        // The axis apart comes last, after the clip.
        AxisTaps y = apart == 1 ? new AxisTaps(from[1], from[1], 0) : taps[1];
        AxisTaps x = apart == 2 ? new AxisTaps(from[2], from[2], 0) : taps[2];
        float[][] work = inSlices(slices, y, x);
        if (apart != 0 && !taps[0].identity()) {
            work = acrossSlices(work, taps[0]);
        }
        if (work != slices) {
            range.clip(work, x.out(), workers, stop);
        }
        return switch (apart) {
            case 0 -> acrossSlices(work, taps[0]);
            case 1 -> inSlices(work, taps[1], new AxisTaps(x.out(), x.out(), 0));
            case 2 -> inSlices(work, new AxisTaps(y.out(), y.out(), 0), taps[2]);
            default -> work;
        };
    }

    /** Along x, then along y, a slice at a time: what lies between stays in a core's own cache. */
    private float[][] inSlices(float[][] slices, AxisTaps y, AxisTaps x) {
        if (y.identity() && x.identity()) {
            return slices;
        }
        float[][] out = new float[slices.length][];
        withScratch(slices.length, (z, lines) -> {
            float[] wide = x.identity() ? slices[z] : alongX(slices[z], y.in(), x, lines);
            out[z] = y.identity() ? wide : alongY(wide, x.out(), y, lines);
        });
        return out;
    }

    private static float[] alongX(float[] slice, int height, AxisTaps taps, SplineLines lines) {
        float[] out = new float[Math.multiplyExact(height, taps.out())];
        for (int y = 0; y < height; y += SplineLines.LINES) {
            int n = Math.min(SplineLines.LINES, height - y);
            lines.along(taps, n, slice, y * taps.in(), taps.in(), out, y * taps.out(), taps.out());
        }
        return out;
    }

    private static float[] alongY(float[] slice, int width, AxisTaps taps, SplineLines lines) {
        float[] out = new float[Math.multiplyExact(width, taps.out())];
        for (int x = 0; x < width; x += SplineLines.LINES) {
            lines.across(taps, Math.min(SplineLines.LINES, width - x), slice, x, width, out, x, width);
        }
        return out;
    }

    private float[][] acrossSlices(float[][] slices, AxisTaps taps) {
        if (taps.identity()) {
            return slices;
        }
        float[][] out = new float[taps.out()][];
        if (taps.order() == 0) {
            for (int o = 0; o < out.length; o++) {
                out[o] = slices[taps.first(o)];
            }
            return out;
        }
        int area = slices[0].length;
        workers.forEach(out.length, o -> out[o] = new float[area], stop);
        withScratch((area + SplineLines.LINES - 1) / SplineLines.LINES, (block, lines) -> {
            int at = block * SplineLines.LINES;
            lines.across(taps, Math.min(SplineLines.LINES, area - at), slices, at, out);
        });
        return out;
    }

    private interface Body {
        void accept(int i, SplineLines lines);
    }

    /** All cores, each with scratch that it uses again. */
    private void withScratch(int n, Body body) {
        Queue<SplineLines> idle = new ConcurrentLinkedQueue<>();
        workers.forEach(
                n,
                i -> {
                    SplineLines taken = idle.poll();
                    SplineLines lines = taken == null ? new SplineLines() : taken;
                    body.accept(i, lines);
                    idle.add(lines);
                },
                stop);
    }
}
