package org.foldlink.session;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.foldlink.inference.Classifier;
import org.foldlink.inference.Segmenter;

/**
 * What a bridge is made of.
 *
 * @param segmenter stays the caller's, to be closed after the bridge
 * @param classifier the same; its runs are queued with the segmenter's
 * @param rules for plain clients; the first whose pattern fits an image takes it
 * @param softwareVersion as results state it
 */
public record BridgeSetup(
        ModelLookup models,
        Segmenter segmenter,
        Classifier classifier,
        StructureMeasurer measurer,
        BridgeLimits limits,
        List<PlainRule> rules,
        String softwareVersion) {

    /** Of an engine that only segments. */
    public BridgeSetup(
            ModelLookup models,
            Segmenter segmenter,
            StructureMeasurer measurer,
            BridgeLimits limits,
            List<PlainRule> rules,
            String softwareVersion) {
        this(models, segmenter, Classifier.NONE, measurer, limits, rules, softwareVersion);
    }

    public BridgeSetup {
        rules = List.copyOf(rules);
        Set<String> names = new HashSet<>();
        for (PlainRule rule : rules) {
            if (!names.add(rule.name())) {
                throw new IllegalArgumentException("two rules are named " + rule.name() + " (expected unique names)");
            }
        }
    }
}
