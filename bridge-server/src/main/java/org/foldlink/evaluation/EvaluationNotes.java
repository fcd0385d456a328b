package org.foldlink.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.foldlink.measure.metrics.Tolerances;

/** What a reader must know to read the figures, in sentences: definitions, edge cases, what was left out. */
final class EvaluationNotes {

    private static final int NAMED = 10;

    private EvaluationNotes() {}

    static List<String> of(Evaluation e) {
        List<String> notes = new ArrayList<>();
        notes.add(
                "Dice and IoU over voxels; NSD, HD95 and ASSD over surface elements weighted by area, as DeepMind's surface-distance"
                        + " defines them; volume difference: predicted less reference.");
        notes.add("NSD tolerance: " + tolerances(e.scorer().tolerances()) + ".");
        notes.add(
                "Missed: only the reference has the structure; false alarm: only the prediction. Either counts with Dice, IoU and NSD 0,"
                        + " and is left out of HD95 and ASSD, which have no value then: read them beside these counts. A case in which neither has it"
                        + " is left out.");
        notes.add("SD of the sample (n − 1); " + e.bootstrap().text() + ".");
        if (!e.scorer().lesions().isEmpty()) {
            notes.add("Lesions: " + e.scorer().criterion().text() + ".");
        }
        notes.addAll(leftOut(e));
        e.comparison().ifPresent(c -> {
            notes.add("Comparison with " + c.other() + ": difference = this less other, over the cases both have; "
                    + Comparison.METHOD + ". Of volume differences the magnitudes are compared.");
            if (!c.leftOut().isEmpty()) {
                notes.add(c.leftOut().size() + " cases that only one of the two has were left out of the comparison: "
                        + some(c.leftOut()) + ".");
            }
        });
        return notes;
    }

    /** What is not in the figures. */
    static List<String> leftOut(Evaluation e) {
        List<String> notes = new ArrayList<>();
        if (!e.missing().isEmpty()) {
            notes.add(e.missing().size() + " of the reference's cases have no prediction and were left out: "
                    + some(e.missing()) + ".");
        }
        if (!e.surplus().isEmpty()) {
            notes.add(e.surplus().size() + " predictions have no reference and were left out: " + some(e.surplus())
                    + ".");
        }
        e.unscored().forEach(u -> notes.add("Case " + u.name() + " was not scored: " + u.reason() + "."));
        SortedSet<Integer> unnamed = new TreeSet<>();
        e.cases().forEach(c -> unnamed.addAll(c.score().unnamed()));
        if (!unnamed.isEmpty()) {
            notes.add("Label values that no structure covers, not scored: "
                    + some(unnamed.stream().map(String::valueOf).toList()) + ".");
        }
        return notes;
    }

    private static String tolerances(Tolerances t) {
        String own = t.byStructure().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(x -> x.getKey() + " " + x.getValue() + " mm")
                .collect(Collectors.joining(", "));
        return own.isEmpty() ? t.usual() + " mm" : own + ", else " + t.usual() + " mm";
    }

    private static String some(List<String> names) {
        String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more" : first;
    }
}
