package org.foldlink.fusion;

import java.util.Arrays;

/** What the masks say of a voxel: a label a mask. */
final class Decision implements Comparable<Decision> {

    private final char[] labels;

    private Decision(char[] labels) {
        this.labels = labels;
    }

    /** Of voxel {@code i} of a row of each mask. */
    static Decision at(char[][] rows, int i) {
        char[] labels = new char[rows.length];
        for (int m = 0; m < labels.length; m++) {
            labels[m] = rows[m][i];
        }
        return new Decision(labels);
    }

    char label(int mask) {
        return labels[mask];
    }

    @Override
    public int compareTo(Decision o) {
        return Arrays.compare(labels, o.labels);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Decision d && Arrays.equals(labels, d.labels);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(labels);
    }
}
