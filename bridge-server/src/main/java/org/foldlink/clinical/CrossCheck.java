package org.foldlink.clinical;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.foldlink.atlas.TumourSite;

/**
 * Compares where a patient's symptoms point with where the image shows the tumour. docs/cross-check.md says how the score is made. Weights are an ordinal
 * judgement of ours; not for clinical use. Immutable and thread-safe.
 */
public final class CrossCheck {

    private final SiteRules rules = SiteRules.standard();
    private final CheckSettings settings = CheckSettings.standard();
    private final Votes votes;

    public CrossCheck(Knowledge knowledge) {
        this.votes = new Votes(knowledge, rules);
    }

    /** What the advice and the warnings are taken from, beside the knowledge's own references. */
    public static List<Reference> references() {
        return SiteRules.standard().references();
    }

    /**
     * @param site none where there is no image; one whose registration is not trusted names no region
     * @param dominance unknown is taken as left, with a warning where it mattered
     */
    public FinalSite check(List<Observation> observations, Optional<TumourSite> site, Dominance dominance) {
        List<String> warnings = new ArrayList<>();
        ImageSite image = new ImageSite(site, rules, settings);
        List<Vote> all = votes.of(observations, dominance, image, warnings);
        Optional<String> contradiction = Contradictions.in(all, settings);
        contradiction.ifPresent(c -> warnings.add(0, c));

        Candidates candidates = new Candidates(all, image, rules, settings);
        List<FinalSite.Candidate> ranking = candidates.ranked();
        Judge.Judgement judgement = new Judge(
                        candidates, ranking, image, rules, settings, contradiction.isPresent(), !observations.isEmpty())
                .judge();
        Set<SiteRules.Occasion> occasions = EnumSet.noneOf(SiteRules.Occasion.class);
        occasions.addAll(judgement.occasions());
        boolean byDominance = all.stream().anyMatch(Vote::byDominance);
        if (contradiction.isPresent()) {
            occasions.add(SiteRules.Occasion.CONTRADICTORY_SIDE);
            if (byDominance) {
                occasions.add(SiteRules.Occasion.CONTRADICTORY_DOMINANCE);
            }
        }
        if (byDominance && dominance == Dominance.UNKNOWN) {
            occasions.add(SiteRules.Occasion.DOMINANCE_UNKNOWN);
        }
        if (image.components().size() > 1) {
            occasions.add(SiteRules.Occasion.MULTIFOCAL);
            warnings.add(severalComponents(image));
        }
        return new FinalSite(
                judgement.verdict(),
                judgement.statement(),
                ranking,
                Advice.of(rules, settings, occasions, observations, ranking, Votes.dominant(dominance)),
                warnings);
    }

    private String severalComponents(ImageSite image) {
        return "The tumour has " + image.components().size() + " separate parts: "
                + image.components().stream()
                        .map(c -> String.format(
                                Locale.ROOT,
                                "%s (%.1f ml)",
                                SiteWords.of(
                                        c.places().get(0).region(),
                                        c.places().get(0).side(),
                                        rules),
                                c.ml()))
                        .collect(Collectors.joining(", "))
                + uncounted(image.others())
                + ". The image's scores are shares of all of them together.";
    }

    private static String uncounted(List<TumourSite.Component> others) {
        return others.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; and %d that %s too small to count or in no named lobe (%.1f ml)",
                        others.size(),
                        others.size() == 1 ? "is" : "are",
                        others.stream().mapToDouble(c -> c.whole().ml()).sum());
    }
}
