package org.foldlink.session;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
 * @param clinical empty for a bridge that serves no clinical commands
 */
public record BridgeSetup(
        ModelLookup models,
        Segmenter segmenter,
        Classifier classifier,
        StructureMeasurer measurer,
        BridgeLimits limits,
        List<PlainRule> rules,
        String softwareVersion,
        Optional<ClinicalSetup> clinical) {

    /** Without the clinical side. */
    public BridgeSetup(
            ModelLookup models,
            Segmenter segmenter,
            Classifier classifier,
            StructureMeasurer measurer,
            BridgeLimits limits,
            List<PlainRule> rules,
            String softwareVersion) {
        this(models, segmenter, classifier, measurer, limits, rules, softwareVersion, Optional.empty());
    }

    /** Of an engine that only segments, without the clinical side. */
    public BridgeSetup(
            ModelLookup models,
            Segmenter segmenter,
            StructureMeasurer measurer,
            BridgeLimits limits,
            List<PlainRule> rules,
            String softwareVersion) {
        this(models, segmenter, Classifier.NONE, measurer, limits, rules, softwareVersion);
    }

    public BridgeSetup withClinical(ClinicalSetup setup) {
        return new BridgeSetup(
                models, segmenter, classifier, measurer, limits, rules, softwareVersion, Optional.of(setup));
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
