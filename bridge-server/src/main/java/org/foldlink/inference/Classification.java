package org.foldlink.inference;

import java.util.List;
import java.util.Map;

/**
 * A classifier's answer for one volume.
 *
 * @param logits the folds' mean, one a head
 * @param probabilities of each class, from class 0 on: the folds' mean after the activation. A single head gives two: no and yes
 * @param label number of the class
 * @param name of that class
 * @param folds what each fold alone says, in the order they ran
 * @param secondsByPhase wall seconds: loading, preprocessing, inference
 */
public record Classification(
        List<Double> logits,
        List<Double> probabilities,
        int label,
        String name,
        List<Fold> folds,
        Segmentation.Provenance provenance,
        Map<String, Double> secondsByPhase) {

    public Classification {
        logits = List.copyOf(logits);
        probabilities = List.copyOf(probabilities);
        folds = List.copyOf(folds);
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
