package org.foldlink.measure;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One lesion.
 *
 * @param label of the labelmap that it is a component of
 * @param measure of it alone; {@code measure.label()} is {@code label}
 * @param distances mm from it to each structure that is no lesion, by label: between the nearest points of their cells, 0 where they touch
 */
public record Lesion(int label, StructureMeasure measure, SortedMap<Integer, Double> distances) {

    public Lesion {
        distances = Collections.unmodifiableSortedMap(new TreeMap<>(distances));
    }
}
