package org.foldlink.models;

import java.util.List;

/**
 * One step of a MONAI pipeline's preprocessing, with MONAI 1.6's meaning. Array axes are MONAI's: 0, 1, 2 = i, j, k of the scan's grid, or, once
 * oriented, the three directions that {@link Orientation} names (so R, A, S for "RAS"). Immutable.
 */
public sealed interface MonaiStep {

    /** How a step moves voxels; the others change intensities only. */
    sealed interface Spatial extends MonaiStep {}

    /** How a step changes intensities. */
    sealed interface Intensity extends MonaiStep {}

    /**
     * {@code Orientation(axcodes)}: axes permuted and flipped to the nearest anatomical directions.
     *
     * @param axes the direction in which array axes 0, 1, 2 grow: one letter each of R/L, A/P and S/I
     */
    record Orientation(String axes) implements Spatial {}

    /**
     * {@code Spacing(pixdim)} with its defaults: borders repeated, axes kept, also oblique ones.
     *
     * @param mm along array axes 0, 1, 2; 0 keeps the scan's own
     */
    record Spacing(List<Double> mm, boolean nearest) implements Spatial {
        public Spacing {
            mm = List.copyOf(mm);
        }
    }

    /**
     * {@code CropForeground}: the box of the voxels above a value in any channel.
     *
     * @param above in intensities as they are at this step
     * @param margin voxels on either side, an axis each
     * @param allowSmaller the margin ends where the image ends; otherwise the box goes on and holds zeros there
     * @param divisibleBy the box is widened to a multiple of this, an axis each
     */
    record CropForeground(double above, List<Integer> margin, boolean allowSmaller, List<Integer> divisibleBy)
            implements Spatial {
        public CropForeground {
            margin = List.copyOf(margin);
            divisibleBy = List.copyOf(divisibleBy);
        }
    }

    /**
     * {@code Resize}: the whole array to a fixed size by PyTorch's {@code interpolate}.
     *
     * @param size voxels along array axes 0, 1, 2
     */
    record Resize(List<Integer> size, ResizeMode mode) implements Spatial {
        public Resize {
            size = List.copyOf(size);
        }
    }

    /** PyTorch's names of how {@code interpolate} samples, with {@code align_corners} where it matters. */
    enum ResizeMode {
        AREA,
        TRILINEAR,
        TRILINEAR_ALIGN_CORNERS,
        NEAREST,
        NEAREST_EXACT
    }

    /** {@code ScaleIntensityRange}: {@code (x - aMin) / (aMax - aMin) · (bMax - bMin) + bMin}, clipped to b if asked. */
    record Range(double aMin, double aMax, double bMin, double bMax, boolean clip) implements Intensity {}

    /**
     * {@code ScaleIntensityRangePercentiles}: as {@link Range}, with a from the image's own percentiles (0–100).
     *
     * @param relative b is the part of its range that the percentiles span
     * @param channelWise percentiles of each channel, else of all together
     */
    record Percentiles(
            double lower, double upper, double bMin, double bMax, boolean clip, boolean relative, boolean channelWise)
            implements Intensity {}

    /** {@code ScaleIntensity}: smallest to {@code bMin}, largest to {@code bMax}. */
    record MinMax(double bMin, double bMax, boolean channelWise) implements Intensity {}

    /**
     * {@code NormalizeIntensity}: {@code (x - mean) / std} with the image's population figures or stated ones; a deviation of 0 counts as 1.
     *
     * @param nonzero only voxels other than 0 are counted and changed
     * @param mean one a channel, or one for all, or none: the image's own
     * @param std likewise
     */
    record ZScore(boolean nonzero, boolean channelWise, List<Double> mean, List<Double> std) implements Intensity {
        public ZScore {
            mean = List.copyOf(mean);
            std = List.copyOf(std);
        }
    }
}
