package org.foldlink.measure.metrics;

import java.util.Map;

/**
 * How far two surfaces may lie apart and still agree, for NSD.
 *
 * @param usual mm, 0 or more
 * @param byStructure mm, of the structures that have their own
 */
public record Tolerances(double usual, Map<String, Double> byStructure) {

    public static final Tolerances DEFAULT = new Tolerances(1, Map.of());

    public Tolerances {
        byStructure = Map.copyOf(byStructure);
        check("of every structure", usual);
        byStructure.forEach((name, mm) -> check("of " + name, mm));
    }

    private static void check(String whose, double mm) {
        if (!(mm >= 0 && mm < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("tolerance " + whose + " = " + mm + " mm (expected 0 or more)");
        }
    }

    public double of(String structure) {
        return byStructure.getOrDefault(structure, usual);
    }
}
