package org.foldlink.evaluation;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.foldlink.measure.metrics.Bootstrap;
import org.foldlink.measure.metrics.Interval;
import org.foldlink.measure.metrics.LesionCounts;
import org.foldlink.measure.metrics.Metric;
import org.foldlink.measure.metrics.Presence;
import org.foldlink.measure.metrics.Scorer;
import org.foldlink.measure.metrics.StructureLabels;
import org.foldlink.measure.metrics.StructureScore;
import org.foldlink.measure.metrics.Summary;

/**
 * Predictions against references.
 *
 * @param provenance what it was made of
 * @param scorer how it was scored
 * @param bootstrap how intervals were made
 * @param cases scored, by name
 * @param unscored cases that could not be
 * @param missing cases of the reference without a prediction
 * @param surplus predictions without a reference
 * @param comparison with another prediction of the same cases
 */
public record Evaluation(
        Provenance provenance,
        Scorer scorer,
        Bootstrap bootstrap,
        List<CaseResult> cases,
        List<Unscored> unscored,
        List<String> missing,
        List<String> surplus,
        Optional<Comparison> comparison) {

    /** The row of all structures together: of each case the mean over those that have a value. */
    static final String ALL = "all structures";

    public Evaluation {
        cases = List.copyOf(cases);
        unscored = List.copyOf(unscored);
        missing = List.copyOf(missing);
        surplus = List.copyOf(surplus);
    }

    List<String> structures() {
        return scorer.structures().stream().map(StructureLabels::name).toList();
    }

    /** One value a case, NaN where it has none. */
    double[] values(String structure, Metric metric) {
        return values(cases, structure, metric);
    }

    static double[] values(List<CaseResult> cases, String structure, Metric metric) {
        return cases.stream()
                .mapToDouble(c -> structure.equals(ALL)
                        ? mean(c, metric)
                        : c.score().structure(structure).value(metric))
                .toArray();
    }

    private static double mean(CaseResult one, Metric metric) {
        return one.score().structures().stream()
                .mapToDouble(s -> s.value(metric))
                .filter(v -> !Double.isNaN(v))
                .average()
                .orElse(Double.NaN);
    }

    Map<Metric, Summary> summaries(String structure) {
        Map<Metric, Summary> all = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            all.put(metric, Summary.of(values(structure, metric), bootstrap));
        }
        return all;
    }

    /** Every structure, and {@link #ALL} where there are several, to its summaries. */
    Map<String, Map<Metric, Summary>> summaries() {
        List<String> names = structures();
        List<String> rows =
                names.size() > 1 ? Stream.concat(names.stream(), Stream.of(ALL)).toList() : names;
        List<Map<Metric, Summary>> found =
                rows.parallelStream().map(this::summaries).toList();
        Map<String, Map<Metric, Summary>> all = new LinkedHashMap<>();
        for (int r = 0; r < rows.size(); r++) {
            all.put(rows.get(r), found.get(r));
        }
        return all;
    }

    /** How many cases have the structure there. */
    long count(String structure, Presence presence) {
        return cases.stream()
                .filter(c -> c.score().structure(structure).presence() == presence)
                .count();
    }

    /** Cases by their mean Dice, the worst first; those without one last. */
    List<CaseResult> worstFirst() {
        return cases.stream()
                .sorted(Comparator.comparingDouble((CaseResult c) -> {
                            double dice = mean(c, Metric.DICE);
                            return Double.isNaN(dice) ? 2 : dice;
                        })
                        .thenComparing(CaseResult::name))
                .toList();
    }

    /** The structures of a case, the worst Dice first; those without one left out. */
    static List<StructureScore> worstFirst(CaseResult one) {
        return one.score().structures().stream()
                .filter(s -> !Double.isNaN(s.value(Metric.DICE)))
                .sorted(Comparator.comparingDouble(s -> s.value(Metric.DICE)))
                .toList();
    }

    /** The sum over all cases of one lesion structure. */
    LesionCounts lesions(String structure) {
        return cases.stream().map(c -> lesions(c, structure)).reduce(new LesionCounts(0, 0, 0, 0), LesionCounts::plus);
    }

    static LesionCounts lesions(CaseResult one, String structure) {
        return one.score().lesions().getOrDefault(structure, new LesionCounts(0, 0, 0, 0));
    }

    /** Of the sensitivity over all lesions, cases resampled. */
    Interval lesionSensitivity(String structure) {
        return bootstrap.of(cases.size(), picked -> {
            double found = 0;
            double of = 0;
            for (int p : picked) {
                LesionCounts counts = lesions(cases.get(p), structure);
                found += counts.found();
                of += counts.lesions();
            }
            return of == 0 ? Double.NaN : found / of;
        });
    }

    /** False findings a case. */
    Summary falseFindings(String structure) {
        return Summary.of(
                cases.stream()
                        .mapToDouble(c -> lesions(c, structure).falseFindings())
                        .toArray(),
                bootstrap);
    }
}
