package org.foldlink.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.foldlink.measure.metrics.Bootstrap;
import org.foldlink.measure.metrics.Metric;
import org.foldlink.measure.metrics.SignedRank;
import org.foldlink.measure.metrics.Summary;

/**
 * Two predictions of the same cases.
 *
 * @param other the one compared with, as the user named it
 * @param cases of the other, scored
 * @param leftOut cases that only one of the two has
 * @param tests a structure and metric each, over the cases that have a value in both
 */
public record Comparison(String other, List<CaseResult> cases, List<String> leftOut, List<Test> tests) {

    static final String METHOD =
            "Wilcoxon's signed-rank test, two-sided: differences of 0 left out, ties share the mean rank, exact to 50 differences (ties"
                    + " included), above by the normal approximation corrected for ties; p-values are not corrected for the number of tests";

    /**
     * A paired test.
     *
     * @param difference of each case's value, this prediction's less the other's; of a volume difference, of the magnitudes
     */
    public record Test(
            String structure, Metric metric, Summary one, Summary other, Summary difference, SignedRank rank) {}

    public Comparison {
        cases = List.copyOf(cases);
        leftOut = List.copyOf(leftOut);
        tests = List.copyOf(tests);
    }

    /**
     * Pairs the cases by name.
     *
     * @param structures names, each to be compared by every metric
     */
    public static Comparison of(
            String name, List<CaseResult> one, List<CaseResult> other, List<String> structures, Bootstrap bootstrap) {
        List<String> names = one.stream().map(CaseResult::name).toList();
        List<String> otherNames = other.stream().map(CaseResult::name).toList();
        List<CaseResult> a =
                one.stream().filter(c -> otherNames.contains(c.name())).toList();
        List<CaseResult> b =
                a.stream().map(c -> other.get(otherNames.indexOf(c.name()))).toList();
        List<String> leftOut = Stream.concat(names.stream(), otherNames.stream())
                .filter(n -> !names.contains(n) || !otherNames.contains(n))
                .toList();
        List<String> rows = new ArrayList<>(structures);
        if (structures.size() > 1) {
            rows.add(Evaluation.ALL);
        }
        List<Test> tests = rows.parallelStream()
                .flatMap(s -> Arrays.stream(Metric.values())
                        // The mean of signed differences over structures hides what the magnitudes would say.
                        .filter(m -> !s.equals(Evaluation.ALL) || m.better() != Metric.Better.NEAR_ZERO)
                        .map(m -> test(a, b, s, m, bootstrap)))
                .toList();
        return new Comparison(name, other, leftOut, tests);
    }

    private static Test test(
            List<CaseResult> a, List<CaseResult> b, String structure, Metric metric, Bootstrap bootstrap) {
        double[] x = Evaluation.values(a, structure, metric);
        double[] y = Evaluation.values(b, structure, metric);
        double[] difference = new double[x.length];
        for (int c = 0; c < x.length; c++) {
            if (metric.better() == Metric.Better.NEAR_ZERO) {
                x[c] = Math.abs(x[c]);
                y[c] = Math.abs(y[c]);
            }
            difference[c] = x[c] - y[c];
            if (Double.isNaN(difference[c])) {
                x[c] = Double.NaN;
                y[c] = Double.NaN;
            }
        }
        return new Test(
                structure,
                metric,
                Summary.of(x, bootstrap),
                Summary.of(y, bootstrap),
                Summary.of(difference, bootstrap),
                SignedRank.of(
                        Arrays.stream(difference).filter(d -> !Double.isNaN(d)).toArray()));
    }
}
