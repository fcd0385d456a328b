package org.foldlink.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.measure.Chord;

/**
 * What was measured of a labelmap.
 *
 * @param structures those that have a voxel, by value
 * @param lesions empty where the model has no label of a lesion, or none was asked for
 */
public record Findings(List<Structure> structures, Optional<Lesions> lesions) {

    public static final Findings NONE = of(List.of());

    public Findings {
        structures = List.copyOf(structures);
    }

    public static Findings of(List<Structure> structures) {
        return new Findings(structures, Optional.empty());
    }

    /**
     * The connected components of the labels that are lesions.
     *
     * @param list the largest first
     * @param leftOut components smaller than {@code minMl}
     */
    public record Lesions(List<Lesion> list, long leftOut, double minMl) {
        public Lesions {
            list = List.copyOf(list);
        }
    }

    /**
     * One lesion.
     *
     * @param measured it alone; its label is that which it is a component of
     * @param longest axial diameter, RAS mm
     * @param perpendicular the longest at right angles to it in the same slice, RAS mm
     * @param distances mm between it and each structure that is no lesion, by name; 0 where they touch
     */
    public record Lesion(Structure measured, Chord longest, Chord perpendicular, Map<String, Double> distances) {
        public Lesion {
            distances = Map.copyOf(distances);
        }
    }
}
