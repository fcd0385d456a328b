package org.foldlink.fusion;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many voxels have each decision. What can be inferred of a voxel depends on its decision alone, and of those there are few: some thousands in
 * hundreds of millions of voxels.
 */
final class Decisions {

    /** More than masks of one scan ever have; it bounds memory. */
    static final int MOST = 2_000_000;

    private final ConcurrentMap<Decision, LongAdder> voxels = new ConcurrentHashMap<>();

    private final int most;

    private Decisions(int most) {
        this.most = most;
    }

    /** Of all voxels, in the decisions' order. @throws IllegalArgumentException if there are more than {@link #MOST} */
    static SortedMap<Decision, Long> of(Stack stack) {
        return of(stack, MOST);
    }

    static SortedMap<Decision, Long> of(Stack stack, int most) {
        Decisions decisions = new Decisions(most);
        stack.read(() -> (from, labels) -> decisions.add(labels));
        SortedMap<Decision, Long> all = new TreeMap<>();
        decisions.voxels.forEach((decision, n) -> all.put(decision, n.sum()));
        return all;
    }

    private void add(char[][] labels) {
        int width = labels[0].length;
        for (int i = 0; i < width; ) {
            int end = i + 1;
            while (end < width && alike(labels, i, end)) {
                end++;
            }
            voxels.computeIfAbsent(Decision.at(labels, i), d -> new LongAdder()).add(end - i);
            i = end;
        }
        if (voxels.size() > most) {
            throw new IllegalArgumentException("masks have more than " + most
                    + " combinations of labels (expected masks of the same scan with the same labels)");
        }
    }

    private static boolean alike(char[][] labels, int i, int j) {
        for (char[] mask : labels) {
            if (mask[i] != mask[j]) {
                return false;
            }
        }
        return true;
    }

    /** Whether all masks have the same label. */
    static boolean same(char[][] labels, int i) {
        for (int m = 1; m < labels.length; m++) {
            if (labels[m][i] != labels[0][i]) {
                return false;
            }
        }
        return true;
    }
}
