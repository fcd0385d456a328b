package org.foldlink.inference;

import org.foldlink.preprocess.Tensor;

/**
 * The folds' mean at the network's resolution.
 *
 * @param sum {@code times} the mean, a channel a head
 * @param made what each fold's logits were made into before the mean was taken
 */
record Scores(Tensor sum, int times, Activation made) {

    /** Value of {@link #sum} above which a region is there: a probability of one half. */
    float threshold() {
        return made == Activation.NONE ? 0 : 0.5f * times;
    }
}
