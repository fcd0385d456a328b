package org.foldlink.models;

import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** nnU-Net's post-processing of a labelmap: steps, each on the result of the one before. */
public record PostProcessing(List<LargestComponent> steps) {

    public static final PostProcessing NONE = new PostProcessing(List.of());

    /**
     * Of all voxels with one of {@code values}, only the largest 26-connected component stays (all of equally large ones); the rest becomes
     * {@code background}.
     *
     * @param values of the labelmap: one label, or all labels of a region
     */
    public record LargestComponent(NavigableSet<Integer> values, int background) {

        public LargestComponent {
            values = Collections.unmodifiableNavigableSet(new TreeSet<>(values));
        }
    }

    public PostProcessing {
        steps = List.copyOf(steps);
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }
}
