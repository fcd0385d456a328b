package org.foldlink.measure.metrics;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * How well one case was segmented.
 *
 * @param structures in the order asked for
 * @param lesions of the structures whose components are lesions, by name
 * @param unnamed labels that a volume holds and no structure covers
 */
public record CaseScore(
        List<StructureScore> structures, Map<String, LesionCounts> lesions, SortedSet<Integer> unnamed) {

    public CaseScore {
        structures = List.copyOf(structures);
        lesions = Map.copyOf(lesions);
    }

    /** @throws IllegalArgumentException if it was not asked for */
    public StructureScore structure(String name) {
        return structures.stream()
                .filter(s -> s.structure().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("structure " + name + " was not scored"));
    }
}
