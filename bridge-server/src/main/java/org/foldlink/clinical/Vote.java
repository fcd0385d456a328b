package org.foldlink.clinical;

import java.util.Optional;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;

/**
 * One observation's word for one region.
 *
 * @param side of the region; empty where the observation tells none
 * @param weight after what makes it count less
 */
record Vote(Observation seen, Symptom symptom, SiteRules.Group group, Rule rule, Optional<Side> side, double weight) {

    /** Whether it speaks for a place: in it, and not for its other side. */
    boolean supports(TumourSite.Place place, SiteRules rules) {
        return SiteRules.isIn(rule.region(), place.region())
                && (rules.isMidline(place.region()) || side.isEmpty() || side.get() == place.side());
    }

    boolean byDominance() {
        return rule.laterality() == Rule.Laterality.DOMINANT || rule.laterality() == Rule.Laterality.NON_DOMINANT;
    }

    /** The symptom with its side, as a clinician would say it. */
    String words() {
        return words(symptom, seen.side());
    }

    static String words(Symptom symptom, BodySide side) {
        return switch (side) {
            case LEFT -> symptom.name() + " (left)";
            case RIGHT -> symptom.name() + " (right)";
            case BOTH -> symptom.name() + " (both sides)";
            case UNKNOWN -> symptom.name();
        };
    }
}
