package org.foldlink.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A classifier's answer for one volume.
 *
 * @param logits the folds' mean, one a head
 * @param probabilities of each class, from class 0 on: the folds' mean after the activation. A single head gives two: no and yes
 * @param label number of the class
 * @param classes names by class number
 * @param folds what each fold alone says, in the order they ran
 * @param secondsByPhase wall seconds: loading, preprocessing, inference
 */
public record Classification(
        List<Double> logits,
        List<Double> probabilities,
        int label,
        List<String> classes,
        List<Fold> folds,
        Segmentation.Provenance provenance,
        Map<String, Double> secondsByPhase) {

    public Classification {
        logits = List.copyOf(logits);
        probabilities = List.copyOf(probabilities);
        classes = List.copyOf(classes);
        folds = List.copyOf(folds);
    }

    /** The class's. */
    public String name() {
        return classes.get(label);
    }

    /** The probability of that class. */
    public double probability() {
        return probabilities.get(label);
    }

    /**
     * How far the folds lie apart in the probability of one class.
     *
     * @param sd sample standard deviation (of n - 1)
     */
    public record Spread(double sd, double min, double max) {}

    /** Of the class that is the answer; empty where one fold ran. */
    public Optional<Spread> spread() {
        if (folds.size() < 2) {
            return Optional.empty();
        }
        double[] all = folds.stream()
                .mapToDouble(fold -> fold.probabilities().get(label))
                .toArray();
        double mean = Arrays.stream(all).average().orElseThrow();
        double squares = Arrays.stream(all).map(p -> (p - mean) * (p - mean)).sum();
        return Optional.of(new Spread(
                Math.sqrt(squares / (all.length - 1)),
                Arrays.stream(all).min().orElseThrow(),
                Arrays.stream(all).max().orElseThrow()));
    }

    Classification withReplacedVoxels(long n) {
        return new Classification(
                logits, probabilities, label, classes, folds, provenance.withReplacedVoxels(n), secondsByPhase);
    }

    /**
     * One fold's own answer.
     *
     * @param fold its number
     * @param label it would have given
     */
    public record Fold(int fold, List<Double> logits, List<Double> probabilities, int label) {

        public Fold {
            logits = List.copyOf(logits);
            probabilities = List.copyOf(probabilities);
        }
    }
}
