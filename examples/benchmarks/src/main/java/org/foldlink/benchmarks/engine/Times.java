package org.foldlink.benchmarks.engine;

import java.util.List;

/**
 * Repeats of one measurement, in seconds, in their order.
 *
 * @param all at least one; the first also pays for what is compiled, loaded or cached
 */
record Times(List<Double> all) {

    Times {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no repeats (expected at least one)");
        }
    }

    double first() {
        return all.get(0);
    }

    /** The median without the first, where there are others. */
    double warm() {
        return median(all.size() == 1 ? all : all.subList(1, all.size()));
    }

    double median() {
        return median(all);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
    }

    static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
