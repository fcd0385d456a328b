package org.foldlink.inference;

import java.util.Optional;

/**
 * How a run goes through its volume, chosen by what fits.
 *
 * @param estimate of the chosen way
 * @param whole of the folds one after the other
 */
record MemoryPlan(Way way, MemoryEstimate estimate, MemoryEstimate whole) {

    enum Way {
        /** Fold after fold, the logits' sum of the whole volume held: a preview after each fold, and each fold's own labels. */
        WHOLE,
        /** Row of tiles by row of tiles, every fold on each: {@link SlabRun}. */
        SLAB
    }

    /**
     * @param slab of the other way, where the request can be run in it
     * @param limit bytes that a run may take
     * @param heapLimit bytes of them that Java's heap may
     */
    static MemoryPlan choose(MemoryEstimate whole, Optional<MemoryEstimate> slab, long limit, long heapLimit) {
        boolean fits = whole.total() <= limit && whole.heap() <= heapLimit;
        return fits || slab.isEmpty() || slab.get().total() >= whole.total()
                ? new MemoryPlan(Way.WHOLE, whole, whole)
                : new MemoryPlan(Way.SLAB, slab.get(), whole);
    }
}
