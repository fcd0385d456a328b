package org.foldlink.inference;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.models.MonaiOutput;

/** From a classifier's heads to classes: one head says yes from its threshold up, of several the highest wins (the first of equals). */
final class ClassRule {

    private final MonaiOutput output;

    ClassRule(MonaiOutput output) {
        this.output = output;
    }

    /** One a class. */
    List<Double> probabilities(List<Double> logits) {
        if (logits.size() == 1) {
            double yes = 1 / (1 + Math.exp(-logits.get(0)));
            return List.of(1 - yes, yes);
        }
        double max = logits.stream().mapToDouble(l -> l).max().orElseThrow();
        double sum = logits.stream().mapToDouble(l -> Math.exp(l - max)).sum();
        return logits.stream().map(l -> Math.exp(l - max) / sum).toList();
    }

    int label(List<Double> probabilities) {
        return switch (output.decision()) {
            case THRESHOLD -> probabilities.get(1) >= output.threshold() ? 1 : 0;
            case ARGMAX -> {
                int best = 0;
                for (int c = 1; c < probabilities.size(); c++) {
                    best = probabilities.get(c) > probabilities.get(best) ? c : best;
                }
                yield best;
            }
        };
    }

    List<String> names() {
        return output.classes();
    }

    /** Of lists of equal length, value by value. */
    static List<Double> mean(List<List<Double>> all) {
        List<Double> mean = new ArrayList<>();
        for (int i = 0; i < all.get(0).size(); i++) {
            int at = i;
            mean.add(all.stream().mapToDouble(l -> l.get(at)).average().orElseThrow());
        }
        return mean;
    }
}
