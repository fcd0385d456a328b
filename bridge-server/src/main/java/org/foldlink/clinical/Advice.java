package org.foldlink.clinical;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.foldlink.atlas.Side;

/** What would settle it, from {@code rules/settle.csv}. */
final class Advice {

    private Advice() {}

    static List<String> of(
            SiteRules rules,
            CheckSettings settings,
            Set<SiteRules.Occasion> occasions,
            List<Observation> observations,
            List<FinalSite.Candidate> ranking,
            Side dominant) {
        Set<String> recorded = observations.stream().map(Observation::symptom).collect(Collectors.toSet());
        double best = ranking.isEmpty() ? 0 : ranking.get(0).score();
        List<FinalSite.Candidate> leading = ranking.stream()
                .filter(c -> c.score() >= settings.leading() * best)
                .toList();
        return rules.settle().stream()
                .sorted(Comparator.comparingInt(SiteRules.Settle::rank))
                .filter(s -> switch (s.when()) {
                    case SYMPTOM -> s.about().stream().anyMatch(recorded::contains);
                    case REGION -> leading.stream().anyMatch(c -> within(c, s));
                    case REGION_DOMINANT -> leading.stream().anyMatch(c -> c.side() == dominant && within(c, s));
                    case CONFLICT_MIRRORED,
                            CONFLICT_SIDE,
                            CONFLICT_PLACE,
                            CONTRADICTORY_SIDE,
                            CONTRADICTORY_DOMINANCE,
                            IMAGE_UNTRUSTED,
                            IMAGE_MISSING,
                            SYMPTOMS_MISSING,
                            SYMPTOMS_VAGUE,
                            NO_SIDE,
                            DOMINANCE_UNKNOWN,
                            MULTIFOCAL -> occasions.contains(s.when());
                })
                .map(SiteRules.Settle::advice)
                .distinct()
                .toList();
    }

    private static boolean within(FinalSite.Candidate candidate, SiteRules.Settle settle) {
        return settle.about().stream().anyMatch(region -> SiteRules.isIn(candidate.region(), region));
    }
}
