package org.foldlink.models;

import java.util.List;

/**
 * Everything nnU-Net v2 needs at inference, resolved for one configuration (inheritance followed). Array axes are (z, y, x) = (k, j, i) of the
 * grid as the reader hands it over; "after transpose" means after {@code transposeForward}.
 *
 * @param configuration name in plans.json
 * @param transposeForward array axis {@code a} after transpose is axis {@code transposeForward[a]} of the reader's array
 * @param transposeBackward the inverse
 * @param spacing the network's, mm, after transpose
 * @param patch voxels, after transpose
 * @param normalization one a channel
 * @param data resampling of the image
 * @param probabilities resampling of the logits
 * @param mirroringAxes array axes after transpose that test-time mirroring may flip, ascending
 * @param heads channels of the network's output: background and labels, or one a region
 * @param regionsClassOrder label value written for each head, in order, where the model is region-based; else empty
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
        List<Integer> regionsClassOrder) {

    public NnunetPlans {
        transposeForward = List.copyOf(transposeForward);
        transposeBackward = List.copyOf(transposeBackward);
        spacing = List.copyOf(spacing);
        patch = List.copyOf(patch);
        normalization = List.copyOf(normalization);
        mirroringAxes = List.copyOf(mirroringAxes);
        regionsClassOrder = List.copyOf(regionsClassOrder);
    }

    /** Sigmoid over regions instead of an argmax over labels. */
    public boolean regionBased() {
        return !regionsClassOrder.isEmpty();
    }
}
