package org.foldlink.clinical;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.foldlink.atlas.Side;
import org.junit.jupiter.api.Test;

/**
 * How often symptoms alone find the lobe in cases made from the table itself: what the rules can tell apart, not how good they are on patients. Prints its
 * figures; docs/cross-check.md quotes them.
 */
class GeneratedCasesTest {

    private static final int CASES_A_LOBE = 200;
    private static final double SIDE_LOST = 0.1;
    private static final double NOISE = 0.3;

    private static final Knowledge SEED = KnowledgeFiles.seed();
    private static final CrossCheck CHECK = new CrossCheck(SEED);
    private static final SiteRules RULES = SiteRules.standard();

    /** Counts of one number of symptoms. */
    private static final class Tally {
        int cases;
        int first;
        int firstThree;
        int sided;
        int rightSide;
    }

    @Test
    void lobesAreFoundAgain() {
        Tally[] tallies = {new Tally(), new Tally(), new Tally()};
        Made made = new Made(2026);
        Set<String> lobes = new TreeSet<>();
        SEED.rules().stream()
                .filter(r -> RULES.group(r.symptom()).localising())
                .forEach(r -> SiteRules.lobe(r.region()).ifPresent(lobes::add));
        for (String lobe : lobes) {
            for (int n = 0; n < CASES_A_LOBE; n++) {
                one(made, lobe, 1 + n % 3, tallies[n % 3]);
            }
        }
        for (int n = 0; n < 3; n++) {
            Tally t = tallies[n];
            System.out.printf(
                    Locale.ROOT,
                    "%d symptoms: %d cases, lobe first %.3f, among three %.3f; side right %.3f of %d that have one%n",
                    n + 1,
                    t.cases,
                    (double) t.first / t.cases,
                    (double) t.firstThree / t.cases,
                    (double) t.rightSide / t.sided,
                    t.sided);
        }
        assertThat(tallies[0].first).isGreaterThan((int) (0.5 * tallies[0].cases));
        assertThat(tallies[1].first).isGreaterThan(tallies[0].first);
        assertThat(tallies[2].first).isGreaterThan((int) (0.75 * tallies[2].cases));
        assertThat(tallies[2].firstThree).isGreaterThan((int) (0.9 * tallies[2].cases));
        assertThat(tallies[2].rightSide).isGreaterThan((int) (0.9 * tallies[2].sided));
    }

    private static void one(Made made, String lobe, int symptoms, Tally tally) {
        Side side = RULES.isMidline(lobe) ? Side.MIDLINE : made.below(2) == 0 ? Side.LEFT : Side.RIGHT;
        List<Rule> rules = SEED.rules().stream()
                .filter(r -> SiteRules.lobe(r.region()).equals(Optional.of(lobe)))
                .filter(r -> RULES.group(r.symptom()).localising())
                .filter(r -> r.laterality() != Rule.Laterality.DOMINANT || side == Side.LEFT)
                .filter(r -> r.laterality() != Rule.Laterality.NON_DOMINANT || side == Side.RIGHT)
                .toList();
        List<Observation> observations = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        boolean sided = false;
        while (taken.size() < symptoms) {
            Rule rule = weighted(made, rules);
            if (taken.add(rule.symptom())) {
                BodySide body = made.unit() < SIDE_LOST ? BodySide.UNKNOWN : body(rule, side);
                observations.add(VignetteTest.seen(rule.symptom(), body));
                sided |= body != BodySide.UNKNOWN
                        || rule.laterality() == Rule.Laterality.DOMINANT
                        || rule.laterality() == Rule.Laterality.NON_DOMINANT;
            }
        }
        if (made.unit() < NOISE) {
            observations.add(VignetteTest.seen(
                    made.one(SEED.symptoms()).id(),
                    made.one(List.of(BodySide.LEFT, BodySide.RIGHT, BodySide.UNKNOWN))));
        }
        List<FinalSite.Candidate> ranking =
                CHECK.check(observations, Optional.empty(), Dominance.LEFT).ranking();
        List<String> found = ranking.stream()
                .map(FinalSite.Candidate::region)
                .filter(r -> SiteRules.lobe(r).equals(Optional.of(r)))
                .distinct()
                .limit(3)
                .toList();
        tally.cases++;
        tally.first += found.get(0).equals(lobe) ? 1 : 0;
        tally.firstThree += found.contains(lobe) ? 1 : 0;
        if (sided && side != Side.MIDLINE) {
            tally.sided++;
            tally.rightSide += ranking.stream()
                            .filter(c -> c.region().equals(lobe))
                            .findFirst()
                            .filter(c -> c.side() == side)
                            .isPresent()
                    ? 1
                    : 0;
        }
    }

    private static Rule weighted(Made made, List<Rule> rules) {
        double at = made.unit() * rules.stream().mapToDouble(Rule::weight).sum();
        for (Rule rule : rules) {
            at -= rule.weight();
            if (at <= 0) {
                return rule;
            }
        }
        return rules.get(rules.size() - 1);
    }

    private static BodySide body(Rule rule, Side side) {
        Side body = switch (rule.laterality()) {
            case CONTRALATERAL -> Votes.other(side);
            case IPSILATERAL -> side;
            case DOMINANT, NON_DOMINANT, EITHER -> Side.MIDLINE;
        };
        return switch (body) {
            case LEFT -> BodySide.LEFT;
            case RIGHT -> BodySide.RIGHT;
            case MIDLINE -> BodySide.UNKNOWN;
        };
    }
}
