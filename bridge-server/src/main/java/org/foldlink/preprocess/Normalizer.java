package org.foldlink.preprocess;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.foldlink.models.Normalization;

/** nnU-Net's normalisation schemes, in place and in single precision; means and deviations are summed in double. */
final class Normalizer {

    private static final float EPSILON = 1e-8f;

    private final Workers workers;
    private final BooleanSupplier stop;

    Normalizer(Workers workers, BooleanSupplier stop) {
        this.workers = workers;
        this.stop = stop;
    }

    static boolean needsMask(List<Normalization> schemes) {
        return schemes.stream().anyMatch(n -> n instanceof Normalization.ZScore z && z.insideMask());
    }

    /** @param mask of the z-scores that are taken inside of one; never read without {@link #needsMask} */
    void normalize(Tensor image, List<Normalization> schemes, boolean[][] mask) {
        for (int c = 0; c < schemes.size(); c++) {
            float[][] slices = image.channel(c);
            Normalization scheme = schemes.get(c);
            if (scheme instanceof Normalization.Ct ct) {
                float lower = (float) ct.lower();
                float upper = (float) ct.upper();
                float mean = (float) ct.mean();
                float std = Math.max((float) ct.std(), EPSILON);
                each(slices, slice -> {
                    for (int i = 0; i < slice.length; i++) {
                        slice[i] = (Math.min(Math.max(slice[i], lower), upper) - mean) / std;
                    }
                });
            } else if (scheme instanceof Normalization.ZScore z) {
                zScore(slices, z.insideMask() ? mask : new boolean[0][]);
            } else if (scheme instanceof Normalization.RescaleTo01) {
                rescale(slices);
            } else if (scheme instanceof Normalization.RgbTo01) {
                each(slices, slice -> {
                    for (int i = 0; i < slice.length; i++) {
                        slice[i] /= 255f;
                    }
                });
            }
        }
    }

    private interface SliceBody {
        void accept(float[] slice);
    }

    private void each(float[][] slices, SliceBody body) {
        workers.forEach(slices.length, z -> body.accept(slices[z]), stop);
    }

    /** @param mask empty for all voxels */
    private void zScore(float[][] slices, boolean[][] mask) {
        double[] sums = new double[slices.length];
        long[] counts = new long[slices.length];
        workers.forEach(
                slices.length,
                z -> {
                    double sum = 0;
                    long count = 0;
                    for (int i = 0; i < slices[z].length; i++) {
                        if (mask.length == 0 || mask[z][i]) {
                            sum += slices[z][i];
                            count++;
                        }
                    }
                    sums[z] = sum;
                    counts[z] = count;
                },
                stop);
        double sum = 0;
        long count = 0;
        for (int z = 0; z < slices.length; z++) {
            sum += sums[z];
            count += counts[z];
        }
        if (count == 0) {
            return;
        }
        double mean = sum / count;
        workers.forEach(
                slices.length,
                z -> {
                    double squares = 0;
                    for (int i = 0; i < slices[z].length; i++) {
                        if (mask.length == 0 || mask[z][i]) {
                            double d = slices[z][i] - mean;
                            squares += d * d;
                        }
                    }
                    sums[z] = squares;
                },
                stop);
        double squares = 0;
        for (double s : sums) {
            squares += s;
        }
        float centre = (float) mean;
        float std = Math.max((float) Math.sqrt(squares / count), EPSILON);
        workers.forEach(
                slices.length,
                z -> {
                    float[] slice = slices[z];
                    for (int i = 0; i < slice.length; i++) {
                        if (mask.length == 0 || mask[z][i]) {
                            slice[i] = (slice[i] - centre) / std;
                        }
                    }
                },
                stop);
    }

    private void rescale(float[][] slices) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float[] slice : slices) {
            for (float v : slice) {
                min = Math.min(min, v);
                max = Math.max(max, v);
            }
        }
        float low = min;
        float extent = Math.max(max - min, EPSILON);
        each(slices, slice -> {
            for (int i = 0; i < slice.length; i++) {
                slice[i] = (slice[i] - low) / extent;
            }
        });
    }
}
