package org.foldlink.measure.metrics;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A structure to score: the voxels that hold any of some label values.
 *
 * @param name as the user calls it
 * @param values 1..65535, one or more; several for a region such as a whole tumour
 */
public record StructureLabels(String name, SortedSet<Integer> values) {

    static final int GREATEST = 65535;

    public StructureLabels {
        if (name.isBlank()) {
            throw new IllegalArgumentException("structure name is empty (expected a name)");
        }
        if (values.isEmpty() || values.first() < 1 || values.last() > GREATEST) {
            throw new IllegalArgumentException("structure " + name + " has the values " + values
                    + " (expected one or more of 1.." + GREATEST + ")");
        }
        values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
    }

    public static StructureLabels of(String name, int... values) {
        SortedSet<Integer> set = new TreeSet<>();
        for (int value : values) {
            set.add(value);
        }
        return new StructureLabels(name, set);
    }

    /** Which values are its own, by value. */
    boolean[] member() {
        boolean[] member = new boolean[values.last() + 1];
        values.forEach(v -> member[v] = true);
        return member;
    }
}
