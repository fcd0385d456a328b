package org.foldlink.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.foldlink.measure.metrics.BinaryScores;

/**
 * Probabilities of classes against the truth, every class against the rest.
 *
 * @param provenance what it was made of
 * @param truth a case's class, of the cases scored, by case
 * @param probabilities of each case, class to probability, of the cases scored
 * @param classes to its scores, in the order of their names
 * @param accuracy share of cases whose likeliest class is the true one; NaN where only one class has probabilities
 * @param logLoss mean negative logarithm of the true class's probability; NaN where only one class has probabilities
 * @param level of the intervals
 * @param missing cases with a class and without a probability
 * @param surplus cases with a probability and without a class
 */
public record Classifications(
        Provenance provenance,
        SortedMap<String, String> truth,
        Map<String, Map<String, Double>> probabilities,
        Map<String, BinaryScores> classes,
        double accuracy,
        double logLoss,
        double level,
        List<String> missing,
        List<String> surplus) {

    public Classifications {
        truth = Collections.unmodifiableSortedMap(new TreeMap<>(truth));
        probabilities = Map.copyOf(probabilities);
        classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
        missing = List.copyOf(missing);
        surplus = List.copyOf(surplus);
    }

    /**
     * Scores.
     *
     * @param predicted case to class to probability
     * @param truth case to class
     * @param threshold a probability no less is a yes
     * @throws IllegalArgumentException if no case has both, or a case lacks a class that others have
     */
    public static Classifications of(
            Provenance provenance,
            SortedMap<String, SortedMap<String, Double>> predicted,
            SortedMap<String, String> truth,
            double threshold,
            double level) {
        SortedMap<String, String> both = new TreeMap<>(truth);
        both.keySet().retainAll(predicted.keySet());
        if (both.isEmpty()) {
            throw new IllegalArgumentException(
                    "no case has both a probability and a class (expected the same names in both tables)");
        }
        List<String> names = both.keySet().stream()
                .flatMap(c -> of(predicted, c).keySet().stream())
                .distinct()
                .sorted()
                .toList();
        for (String one : both.keySet()) {
            for (String name : names) {
                if (!of(predicted, one).containsKey(name)) {
                    throw new IllegalArgumentException("case " + one + " lacks a probability of class " + name
                            + " (expected one of every class that other cases have: " + String.join(", ", names) + ")");
                }
            }
        }
        Map<String, BinaryScores> classes = new LinkedHashMap<>();
        for (String name : names) {
            double[] p = both.keySet().stream()
                    .mapToDouble(c -> of(predicted, c).getOrDefault(name, Double.NaN))
                    .toArray();
            boolean[] yes = new boolean[p.length];
            int at = 0;
            for (String is : both.values()) {
                yes[at++] = is.equals(name);
            }
            classes.put(name, BinaryScores.of(p, yes, threshold, level));
        }
        Map<String, Map<String, Double>> scored = new LinkedHashMap<>();
        both.keySet().forEach(c -> scored.put(c, Map.copyOf(of(predicted, c))));
        List<String> missing = new ArrayList<>(truth.keySet());
        missing.removeAll(predicted.keySet());
        List<String> surplus = new ArrayList<>(predicted.keySet());
        surplus.removeAll(truth.keySet());
        double[] overall = overall(scored, both, names);
        return new Classifications(provenance, both, scored, classes, overall[0], overall[1], level, missing, surplus);
    }

    private static SortedMap<String, Double> of(SortedMap<String, SortedMap<String, Double>> predicted, String one) {
        return predicted.getOrDefault(one, Collections.emptySortedMap());
    }

    /** Accuracy and log loss over all classes. */
    private static double[] overall(
            Map<String, Map<String, Double>> scored, SortedMap<String, String> truth, List<String> names) {
        if (names.size() < 2) {
            return new double[] {Double.NaN, Double.NaN};
        }
        double right = 0;
        double loss = 0;
        for (Map.Entry<String, String> e : truth.entrySet()) {
            Map<String, Double> p = scored.getOrDefault(e.getKey(), Map.of());
            String likeliest = names.stream()
                    .max((a, b) -> Double.compare(p.getOrDefault(a, 0.0), p.getOrDefault(b, 0.0)))
                    .orElseThrow();
            right += likeliest.equals(e.getValue()) ? 1 : 0;
            double of = p.getOrDefault(e.getValue(), 0.0);
            loss -= Math.log(Math.max(Math.ulp(1.0), of));
        }
        return new double[] {right / truth.size(), loss / truth.size()};
    }

    int cases() {
        return truth.size();
    }

    /** The probability that a case's true class was given; 0 where it has none. With one class only, 1 less that of the other answer. */
    double ofTruth(String one) {
        Map<String, Double> p = probabilities.getOrDefault(one, Map.of());
        String is = truth.getOrDefault(one, "");
        if (classes.size() == 1 && !classes.containsKey(is)) {
            return 1 - p.values().iterator().next();
        }
        return p.getOrDefault(is, 0.0);
    }

    List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add(
                "Every class against the rest. AUC: area under the receiver operating characteristic, ties counted half; "
                        + Math.round(100 * level) + " % interval by DeLong's variance, cut to 0 and 1.");
        notes.add(
                "A probability no less than the threshold is a yes; log loss by the natural logarithm; Brier: mean squared difference.");
        notes.add(
                "Reliability: tenths of probability, an upper bound in its bin; observed is the share of cases that have the class.");
        if (!missing.isEmpty()) {
            notes.add(missing.size() + " cases with a class have no probability and were left out: "
                    + missing.stream().limit(10).collect(Collectors.joining(", ")) + ".");
        }
        if (!surplus.isEmpty()) {
            notes.add(surplus.size() + " cases with a probability have no class and were left out: "
                    + surplus.stream().limit(10).collect(Collectors.joining(", ")) + ".");
        }
        return notes;
    }
}
