package org.foldlink.models;

import java.util.List;
import java.util.Optional;

/**
 * Everything nnU-Net v2 needs at inference, resolved for one configuration (inheritance followed). Array axes are (z, y, x) = (k, j, i) of the
 * grid as the reader hands it over; "after transpose" means after {@code transposeForward}.
 *
 * @param configuration name in plans.json
 * @param transposeForward array axis {@code a} after transpose is axis {@code transposeForward[a]} of the reader's array
 * @param transposeBackward the inverse
 * @param spacing the network's, mm, after transpose: (z, y, x), or (y, x) of a 2D configuration, whose slices keep their distance
 * @param patch voxels (z, y, x), after transpose; a 2D configuration's has 1 along z
 * @param normalization one an image channel
 * @param data resampling of the image
 * @param probabilities resampling of the logits
 * @param mirroringAxes array axes after transpose that test-time mirroring may flip, ascending
 * @param heads channels of the network's output: background and labels, or one a region
 * @param regionsClassOrder label value written for each head, in order, where the model is region-based; else empty
 * @param foregroundLabels every label value but 0 and {@code ignore}, ascending
 * @param previous where the networks also take a previous stage's labelmap, one-hot over {@code foregroundLabels}, after the image channels
 */
public record NnunetPlans(
        String configuration,
        List<Integer> transposeForward,
        List<Integer> transposeBackward,
        List<Double> spacing,
        List<Integer> patch,
        List<Normalization> normalization,
        Resampling data,
        Resampling probabilities,
        ReaderOrientation reader,
        List<Integer> mirroringAxes,
        int heads,
        List<Integer> regionsClassOrder,
        List<Integer> foregroundLabels,
        Optional<PreviousStage> previous)
        implements NetworkPlan {

    /**
     * The low-resolution stage of a cascade.
     *
     * @param configuration its name in plans.json
     * @param labels resampling of its labelmap
     */
    public record PreviousStage(String configuration, Resampling labels) {}

    public NnunetPlans {
        transposeForward = List.copyOf(transposeForward);
        transposeBackward = List.copyOf(transposeBackward);
        spacing = List.copyOf(spacing);
        patch = List.copyOf(patch);
        normalization = List.copyOf(normalization);
        mirroringAxes = List.copyOf(mirroringAxes);
        regionsClassOrder = List.copyOf(regionsClassOrder);
        foregroundLabels = List.copyOf(foregroundLabels);
    }

    @Override
    public int channels() {
        return normalization.size() + (previous.isPresent() ? foregroundLabels.size() : 0);
    }

    /** Slices of the first array axis run one by one. */
    public boolean flat() {
        return spacing.size() == 2;
    }

    /**
     * The network's spacing (z, y, x) for an image of {@code current} spacing, mm: a 2D configuration keeps the distance of slices, one without
     * resampling all of it.
     */
    public double[] spacingFor(double[] current) {
        if (data.isNone()) {
            return current.clone();
        }
        return flat()
                ? new double[] {current[0], spacing.get(0), spacing.get(1)}
                : new double[] {spacing.get(0), spacing.get(1), spacing.get(2)};
    }

    /** Sigmoid over regions instead of an argmax over labels. */
    public boolean regionBased() {
        return !regionsClassOrder.isEmpty();
    }
}
