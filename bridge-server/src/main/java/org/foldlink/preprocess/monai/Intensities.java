package org.foldlink.preprocess.monai;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.foldlink.models.MonaiStep;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;

/** MONAI's intensity transforms, in place, in single precision as there; sums are taken in double. */
final class Intensities {

    private final Workers workers;
    private final BooleanSupplier stop;

    Intensities(Workers workers, BooleanSupplier stop) {
        this.workers = workers;
        this.stop = stop;
    }

    void apply(MonaiStep.Intensity step, Tensor image) {
        if (step instanceof MonaiStep.Range range) {
            scale(
                    slices(image, -1),
                    (float) range.aMin(),
                    (float) range.aMax(),
                    range.bMin(),
                    range.bMax(),
                    range.clip());
        } else if (step instanceof MonaiStep.Percentiles percentiles) {
            groups(image, percentiles.channelWise()).forEach(slices -> percentiles(slices, percentiles));
        } else if (step instanceof MonaiStep.MinMax minMax) {
            groups(image, minMax.channelWise()).forEach(slices -> minMax(slices, minMax));
        } else if (step instanceof MonaiStep.ZScore zScore) {
            List<List<float[]>> groups = groups(image, zScore.channelWise());
            for (int g = 0; g < groups.size(); g++) {
                zScore(groups.get(g), zScore, g);
            }
        }
    }

    /** All slices together, or those of each channel. */
    private static List<List<float[]>> groups(Tensor image, boolean channelWise) {
        List<List<float[]>> groups = new ArrayList<>();
        for (int c = channelWise ? 0 : -1; c < (channelWise ? image.channels() : 0); c++) {
            groups.add(slices(image, c));
        }
        return groups;
    }

    /** @param channel -1 for all */
    private static List<float[]> slices(Tensor image, int channel) {
        List<float[]> slices = new ArrayList<>();
        for (int c = 0; c < image.channels(); c++) {
            for (int z = 0; z < image.depth() && (channel < 0 || c == channel); z++) {
                slices.add(image.slice(c, z));
            }
        }
        return slices;
    }

    private void scale(List<float[]> slices, float aMin, float aMax, double bMin, double bMax, boolean clip) {
        float low = (float) bMin;
        float high = (float) bMax;
        float range = (float) (bMax - bMin);
        float width = aMax - aMin;
        each(slices, slice -> {
            for (int i = 0; i < slice.length; i++) {
                // Equal ends: MONAI subtracts and leaves it at that.
                float scaled = width == 0 ? slice[i] - aMin + low : (slice[i] - aMin) / width * range + low;
                slice[i] = clip && width != 0 ? Math.max(low, Math.min(high, scaled)) : scaled;
            }
        });
    }

    private void percentiles(List<float[]> slices, MonaiStep.Percentiles step) {
        Quantile quantile = new Quantile(slices);
        float aMin = quantile.percentile(step.lower());
        float aMax = quantile.percentile(step.upper());
        double bMin = step.bMin();
        double bMax = step.bMax();
        if (step.relative()) {
            bMin = (step.bMax() - step.bMin()) * (step.lower() / 100) + step.bMin();
            bMax = (step.bMax() - step.bMin()) * (step.upper() / 100) + step.bMin();
        }
        scale(slices, aMin, aMax, bMin, bMax, step.clip());
    }

    private void minMax(List<float[]> slices, MonaiStep.MinMax step) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float[] slice : slices) {
            for (float value : slice) {
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        float from = min;
        float width = max - min;
        float low = (float) step.bMin();
        float range = (float) (step.bMax() - step.bMin());
        each(slices, slice -> {
            for (int i = 0; i < slice.length; i++) {
                // A constant image: MONAI multiplies it with the lower end.
                slice[i] = width == 0 ? slice[i] * low : (slice[i] - from) / width * range + low;
            }
        });
    }

    private void zScore(List<float[]> slices, MonaiStep.ZScore step, int channel) {
        boolean nonzero = step.nonzero();
        long count = 0;
        double sum = 0;
        for (float[] slice : slices) {
            for (float value : slice) {
                boolean counts = !nonzero || value != 0;
                count += counts ? 1 : 0;
                sum += counts ? value : 0;
            }
        }
        if (count == 0) {
            return;
        }
        double mean = sum / count;
        double squares = 0;
        for (float[] slice : slices) {
            for (float value : slice) {
                squares += nonzero && value == 0 ? 0 : (value - mean) * (value - mean);
            }
        }
        float subtrahend = (float) (step.mean().isEmpty() ? mean : step.mean().get(channel));
        float stated = (float)
                (step.std().isEmpty() ? Math.sqrt(squares / count) : step.std().get(channel));
        float divisor = stated == 0 ? 1 : stated;
        each(slices, slice -> {
            for (int i = 0; i < slice.length; i++) {
                if (!nonzero || slice[i] != 0) {
                    slice[i] = (slice[i] - subtrahend) / divisor;
                }
            }
        });
    }

    private interface SliceChange {
        void apply(float[] slice);
    }

    private void each(List<float[]> slices, SliceChange change) {
        workers.forEach(slices.size(), i -> change.apply(slices.get(i)), stop);
    }
}
