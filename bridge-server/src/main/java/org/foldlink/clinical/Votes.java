package org.foldlink.clinical;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.foldlink.atlas.Side;

/** Turns observations into votes, and says what of them needs a second look. */
final class Votes {

    private final Map<String, Symptom> symptoms;
    private final Map<String, List<Rule>> rules;
    private final SiteRules site;

    Votes(Knowledge knowledge, SiteRules site) {
        this.symptoms = knowledge.symptoms().stream().collect(Collectors.toMap(Symptom::id, s -> s, (a, b) -> a));
        this.rules = knowledge.rules().stream().collect(Collectors.groupingBy(Rule::symptom));
        this.site = site;
    }

    /** @param image what it says of the tumour's side and of the midline */
    List<Vote> of(List<Observation> observations, Dominance dominance, ImageSite image, List<String> warnings) {
        Set<String> recorded = observations.stream().map(Observation::symptom).collect(Collectors.toSet());
        List<Vote> votes = new ArrayList<>();
        for (Observation seen : new LinkedHashSet<>(observations)) {
            Symptom symptom = symptoms.get(seen.symptom());
            if (symptom == null) {
                warnings.add("Symptom " + seen.symptom() + " is not in the tables and was left out.");
                continue;
            }
            Optional<SiteRules.FalseLocalising> doubt = doubt(seen, recorded, image);
            doubt.ifPresent(d -> warnings.add(d.warning()));
            for (Rule rule : rules.getOrDefault(symptom.id(), List.of())) {
                double factor = doubt.filter(d -> !d.keeps().contains(rule.region()))
                        .map(SiteRules.FalseLocalising::factor)
                        .orElse(1.0);
                votes.add(new Vote(
                        seen,
                        symptom,
                        site.group(symptom.id()),
                        rule,
                        side(rule, seen, dominance, warnings),
                        factor * rule.weight()));
            }
        }
        if (dominance == Dominance.UNKNOWN && votes.stream().anyMatch(Vote::byDominance)) {
            warnings.add("The hemisphere dominant for language is not recorded; it was taken as the left.");
        }
        List<String> once = List.copyOf(new LinkedHashSet<>(warnings));
        warnings.clear();
        warnings.addAll(once);
        return votes;
    }

    private Optional<SiteRules.FalseLocalising> doubt(Observation seen, Set<String> recorded, ImageSite image) {
        return site.falseLocalising().stream()
                .filter(f -> f.symptom().equals(seen.symptom()))
                .filter(f -> f.with().isEmpty() || f.with().stream().anyMatch(recorded::contains))
                .filter(f -> f.imageSide().isEmpty() || f.imageSide().equals(image.seenFrom(seen.side())))
                .filter(f ->
                        f.shiftMm().isEmpty() || image.shiftMm() >= f.shiftMm().getAsDouble())
                .findFirst();
    }

    private Optional<Side> side(Rule rule, Observation seen, Dominance dominance, List<String> warnings) {
        Side dominant = dominant(dominance);
        return switch (rule.laterality()) {
            case EITHER -> Optional.empty();
            case IPSILATERAL -> own(seen.side());
            case CONTRALATERAL -> own(seen.side()).map(Votes::other);
            case DOMINANT -> crossed(dominant, seen, warnings);
            case NON_DOMINANT -> crossed(other(dominant), seen, warnings);
        };
    }

    /** A sign that lies opposite to its hemisphere, recorded on the same side as it, tells no side: one of the two is wrong. */
    private Optional<Side> crossed(Side hemisphere, Observation seen, List<String> warnings) {
        String why = site.crossedSigns().get(seen.symptom());
        Symptom symptom = symptoms.get(seen.symptom());
        if (why == null || symptom == null || !own(seen.side()).equals(Optional.of(hemisphere))) {
            return Optional.of(hemisphere);
        }
        warnings.add("\"" + Vote.words(symptom, seen.side()) + "\" contradicts itself: " + why
                + ", but language puts that hemisphere on the " + word(hemisphere)
                + " too. It was counted without a side; check the side and the dominance recorded.");
        return Optional.empty();
    }

    static Side dominant(Dominance dominance) {
        return switch (dominance) {
            case LEFT, UNKNOWN -> Side.LEFT;
            case RIGHT -> Side.RIGHT;
        };
    }

    private static Optional<Side> own(BodySide side) {
        return switch (side) {
            case LEFT -> Optional.of(Side.LEFT);
            case RIGHT -> Optional.of(Side.RIGHT);
            case BOTH, UNKNOWN -> Optional.empty();
        };
    }

    static Side other(Side side) {
        return switch (side) {
            case LEFT -> Side.RIGHT;
            case RIGHT -> Side.LEFT;
            case MIDLINE -> Side.MIDLINE;
        };
    }

    static String word(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }
}
