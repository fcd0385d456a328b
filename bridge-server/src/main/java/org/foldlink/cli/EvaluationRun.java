package org.foldlink.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.foldlink.evaluation.CaseResult;
import org.foldlink.evaluation.Unscored;
import org.foldlink.measure.metrics.CaseScore;
import org.foldlink.measure.metrics.Scorer;
import org.foldlink.volume.Volume;

/** Reads and scores cases one after another; a case that cannot be scored does not hold up the others. */
final class EvaluationRun {

    private final Consumer<String> says;

    record Scored(List<CaseResult> cases, List<Unscored> unscored) {

        Scored {
            cases = List.copyOf(cases);
            unscored = List.copyOf(unscored);
        }
    }

    EvaluationRun(Consumer<String> says) {
        this.says = says;
    }

    Scored score(EvaluationCases cases, Scorer scorer) {
        List<CaseResult> scored = new ArrayList<>();
        List<Unscored> unscored = new ArrayList<>();
        int n = 0;
        for (Map.Entry<String, EvaluationCases.Pair> e : cases.pairs().entrySet()) {
            long start = System.nanoTime();
            n++;
            String name = e.getKey();
            try {
                CaseScore score = scorer.score(
                        read(e.getValue().prediction()), read(e.getValue().reference()));
                scored.add(new CaseResult(name, score));
                says.accept(String.format(
                        Locale.ROOT,
                        "%s (%d of %d, %.2f s)",
                        name,
                        n,
                        cases.pairs().size(),
                        (System.nanoTime() - start) / 1e9));
            } catch (IllegalArgumentException | CommandFailure f) {
                unscored.add(new Unscored(name, String.valueOf(f.getMessage())));
                says.accept("foldlink: case " + name + ": " + f.getMessage());
            }
        }
        return new Scored(scored, unscored);
    }

    /** Every label of any case; those of cases that cannot be read are left out, since scoring says so. */
    SortedSet<Integer> labels(EvaluationCases cases) {
        SortedSet<Integer> labels = new TreeSet<>();
        for (EvaluationCases.Pair pair : cases.pairs().values()) {
            try {
                labels.addAll(Scorer.labels(read(pair.prediction()), read(pair.reference())));
            } catch (IllegalArgumentException | CommandFailure e) {
                // Scoring meets and says it again.
            }
        }
        return labels;
    }

    private Volume read(Path file) {
        return Inputs.read(file, warning -> says.accept("foldlink: warning: " + warning));
    }
}
