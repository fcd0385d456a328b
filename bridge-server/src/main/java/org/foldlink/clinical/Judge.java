package org.foldlink.clinical;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;

/** Compares where symptoms and image lead, lobe by lobe, and says it plainly. Symptoms that fit a mass anywhere take no part. */
final class Judge {

    /** @param occasions what advice may be given for */
    record Judgement(FinalSite.Verdict verdict, String statement, Set<SiteRules.Occasion> occasions) {}

    private final List<FinalSite.Candidate> ranking;
    private final ImageSite image;
    private final SiteRules rules;
    private final CheckSettings settings;
    private final boolean contradictory;
    private final boolean observed;
    /** What localising symptoms give to each lobe. */
    private final Map<TumourSite.Place, Double> pointed = new HashMap<>();

    Judge(
            Candidates candidates,
            List<FinalSite.Candidate> ranking,
            ImageSite image,
            SiteRules rules,
            CheckSettings settings,
            boolean contradictory,
            boolean observed) {
        this.ranking = ranking;
        this.image = image;
        this.rules = rules;
        this.settings = settings;
        this.contradictory = contradictory;
        this.observed = observed;
        for (TumourSite.Place place : candidates.places()) {
            if (SiteRules.lobe(place.region()).equals(Optional.of(place.region()))) {
                pointed.put(place, candidates.symptoms(place, v -> v.group().localising()));
            }
        }
    }

    Judgement judge() {
        Optional<TumourSite.Place> best = pointed.keySet().stream()
                .max(Comparator.comparingDouble((TumourSite.Place p) -> pointed.getOrDefault(p, 0.0))
                        .thenComparing(TumourSite.Place::region, Comparator.reverseOrder())
                        .thenComparing(p -> p.side() == Side.MIDLINE ? 1 : 0)
                        .thenComparing(TumourSite.Place::side, Comparator.reverseOrder()));
        double most = best.map(p -> pointed.getOrDefault(p, 0.0)).orElse(0.0);
        boolean localise = most >= settings.localising();
        if (best.isEmpty() || !localise) {
            return withoutSymptoms();
        }
        return image.names() ? both(best.get(), most) : withoutImage(best.get());
    }

    private Judgement withoutSymptoms() {
        String silence = observed ? "the symptoms recorded fit many places" : "no symptoms were recorded";
        SiteRules.Occasion occasion =
                observed ? SiteRules.Occasion.SYMPTOMS_VAGUE : SiteRules.Occasion.SYMPTOMS_MISSING;
        if (!image.names()) {
            return new Judgement(
                    FinalSite.Verdict.UNDECIDED,
                    "Neither symptoms nor image name a region: " + silence + ", and " + image.silence() + ".",
                    EnumSet.of(occasion, noImage()));
        }
        return new Judgement(
                FinalSite.Verdict.IMAGE_ONLY,
                "The image shows " + words(mainLead()) + "; " + silence + ".",
                EnumSet.of(occasion));
    }

    private SiteRules.Occasion noImage() {
        return image.isMissing() ? SiteRules.Occasion.IMAGE_MISSING : SiteRules.Occasion.IMAGE_UNTRUSTED;
    }

    private Judgement withoutImage(TumourSite.Place best) {
        if (contradictory) {
            return new Judgement(
                    FinalSite.Verdict.UNDECIDED,
                    "The symptoms contradict each other about the side, and " + image.silence() + ".",
                    EnumSet.of(noImage()));
        }
        boolean told = tellsSide(best);
        Set<SiteRules.Occasion> occasions = EnumSet.of(noImage());
        if (!told) {
            occasions.add(SiteRules.Occasion.NO_SIDE);
        }
        return new Judgement(
                FinalSite.Verdict.SYMPTOMS_ONLY,
                "Symptoms point to " + symptomWords(best) + (told ? "; " : " and do not tell the side; ")
                        + image.silence() + ".",
                occasions);
    }

    private Judgement both(TumourSite.Place best, double most) {
        for (ImageSite.Component component : image.components()) {
            for (ImageSite.Lead lead : component.places()) {
                if (pointed(lead) >= settings.agrees() * most) {
                    return component.number() == image.components().get(0).number()
                            ? agreement(lead)
                            : onSmaller(component, lead, best);
                }
            }
        }
        ImageSite.Lead lead = mainLead();
        if (tellsSide(best)
                && lead.side() != Side.MIDLINE
                && lead.side() == Votes.other(best.side())
                && SiteRules.sidesCompare(best.region(), lead.region())) {
            return otherSide(best, lead, most);
        }
        boolean beside =
                image.components().get(0).places().stream().anyMatch(l -> rules.touch(l.region(), best.region()));
        if (beside || pointed(lead) >= settings.partly() * most) {
            return new Judgement(
                    FinalSite.Verdict.PARTIAL,
                    "Symptoms point to " + symptomWords(best) + ", the image to " + words(lead)
                            + (beside ? ", which lies beside it." : ", to which they point less."),
                    tellsSide(best)
                            ? EnumSet.noneOf(SiteRules.Occasion.class)
                            : EnumSet.of(SiteRules.Occasion.NO_SIDE));
        }
        return new Judgement(
                FinalSite.Verdict.CONFLICT,
                "Symptoms point to " + symptomWords(best) + ", the image to " + words(lead)
                        + ": the image does not explain them; look for a second lesion.",
                EnumSet.of(SiteRules.Occasion.CONFLICT_PLACE));
    }

    private Judgement agreement(ImageSite.Lead lead) {
        TumourSite.Place place = new TumourSite.Place(lead.region(), lead.side());
        String likely = finest(place);
        if (contradictory) {
            return new Judgement(
                    FinalSite.Verdict.PARTIAL,
                    "The image shows " + words(lead)
                            + ", to which some of the symptoms point; they contradict each other about the side.",
                    EnumSet.noneOf(SiteRules.Occasion.class));
        }
        if (tellsSide(place)) {
            return new Judgement(
                    FinalSite.Verdict.AGREEMENT,
                    "Symptoms and image agree on " + words(lead) + likely + ".",
                    EnumSet.noneOf(SiteRules.Occasion.class));
        }
        return new Judgement(
                FinalSite.Verdict.PARTIAL,
                "Symptoms and image agree on the " + SiteWords.of(lead.region()) + likely
                        + "; the symptoms do not tell the side, the image shows the " + Votes.word(lead.side()) + ".",
                EnumSet.of(SiteRules.Occasion.NO_SIDE));
    }

    private Judgement onSmaller(ImageSite.Component component, ImageSite.Lead lead, TumourSite.Place best) {
        return new Judgement(
                FinalSite.Verdict.PARTIAL,
                String.format(
                        Locale.ROOT,
                        "Symptoms point to %s, where the image shows a smaller part of the tumour (component %d in %s, %.1f ml); the largest lies in %s.",
                        symptomWords(best),
                        component.number(),
                        words(lead),
                        component.ml(),
                        words(mainLead())),
                EnumSet.noneOf(SiteRules.Occasion.class));
    }

    private Judgement otherSide(TumourSite.Place best, ImageSite.Lead lead, double most) {
        TumourSite.Place mirror = new TumourSite.Place(lead.region(), best.side());
        boolean mirrored = pointed.getOrDefault(mirror, 0.0) >= settings.agrees() * most;
        return new Judgement(
                FinalSite.Verdict.CONFLICT,
                mirrored
                        ? "Symptoms point to " + symptomWords(mirror) + ", the image to " + words(lead)
                                + ", its mirror image: check laterality and the study's orientation."
                        : "Symptoms point to " + symptomWords(best) + ", the image to " + words(lead)
                                + ": check laterality and the study's orientation.",
                EnumSet.of(mirrored ? SiteRules.Occasion.CONFLICT_MIRRORED : SiteRules.Occasion.CONFLICT_SIDE));
    }

    private ImageSite.Lead mainLead() {
        return image.components().get(0).places().get(0);
    }

    private double pointed(ImageSite.Lead lead) {
        double there = pointed.getOrDefault(new TumourSite.Place(lead.region(), lead.side()), 0.0);
        return lead.side() == Side.MIDLINE
                ? Math.max(
                        there,
                        Math.max(
                                pointed.getOrDefault(new TumourSite.Place(lead.region(), Side.LEFT), 0.0),
                                pointed.getOrDefault(new TumourSite.Place(lead.region(), Side.RIGHT), 0.0)))
                : there;
    }

    private boolean tellsSide(TumourSite.Place place) {
        TumourSite.Place mirror = new TumourSite.Place(place.region(), Votes.other(place.side()));
        return place.side() == Side.MIDLINE
                || pointed.getOrDefault(mirror, 0.0) < settings.oneSide() * pointed.getOrDefault(place, 0.0);
    }

    /** The best finer candidate for which both speak, the image not only by nearness from afar; of equals the smallest region. */
    private String finest(TumourSite.Place place) {
        return ranking.stream()
                .filter(c -> !c.region().equals(place.region()) && SiteRules.isIn(c.region(), place.region()))
                .filter(c -> c.side() == place.side() || rules.isMidline(c.region()) || place.side() == Side.MIDLINE)
                .filter(c -> c.image() >= settings.likely() && c.symptoms() > 0)
                .min(Comparator.comparingDouble((FinalSite.Candidate c) -> -c.score())
                        .thenComparing(c -> -SiteRules.upwards(c.region()).size())
                        .thenComparing(FinalSite.Candidate::region))
                .map(c -> ", most likely the " + SiteWords.of(c.region()))
                .orElse("");
    }

    private String symptomWords(TumourSite.Place place) {
        if (place.side() == Side.MIDLINE && !rules.isMidline(place.region())) {
            return "the midline of the " + SiteWords.of(place.region());
        }
        return tellsSide(place)
                ? SiteWords.of(place.region(), place.side(), rules)
                : "the " + SiteWords.of(place.region());
    }

    private String words(ImageSite.Lead lead) {
        return SiteWords.of(lead.region(), lead.side(), rules);
    }
}
