package org.foldlink.clinical;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Who could treat this.
 *
 * @param tumourKind in words, such as glioblastoma; empty if not known
 * @param age in years
 * @param from the place that distances are taken from
 * @param mustHave capabilities without which a hospital is left out, beside those that the rules need
 */
public record ReferralQuestion(
        FinalSite site, String tumourKind, OptionalInt age, Optional<Position> from, Set<String> mustHave) {

    public ReferralQuestion {
        mustHave = Set.copyOf(mustHave);
    }
}
