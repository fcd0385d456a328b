package org.foldlink.clinical;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;

/**
 * Scores places by votes and image. All scores are whole ten-thousandths, and so are a score's points, which add up to it exactly.
 *
 * <p>The symptoms' score is {@code 1 - product of (1 - vote)} over groups of symptoms, the strongest vote of each: the score is that of somebody who takes
 * groups as independent reasons and each symptom's rows as alternatives.
 */
final class Candidates {

    private static final int UNIT = 10_000;

    private final List<Vote> votes;
    private final ImageSite image;
    private final SiteRules rules;
    private final CheckSettings settings;

    Candidates(List<Vote> votes, ImageSite image, SiteRules rules, CheckSettings settings) {
        this.votes = votes;
        this.image = image;
        this.rules = rules;
        this.settings = settings;
    }

    /** All places that a vote or the image names, with what holds them. */
    Set<TumourSite.Place> places() {
        Set<TumourSite.Place> all = new HashSet<>(image.places());
        for (Vote vote : votes) {
            for (String region : SiteRules.upwards(vote.rule().region())) {
                if (rules.isMidline(region) || rules.isMidline(vote.rule().region())) {
                    all.add(new TumourSite.Place(region, Side.MIDLINE));
                } else if (vote.side().isPresent()) {
                    all.add(new TumourSite.Place(region, vote.side().get()));
                } else {
                    all.add(new TumourSite.Place(region, Side.LEFT));
                    all.add(new TumourSite.Place(region, Side.RIGHT));
                }
            }
        }
        return all;
    }

    /** Best first; of equal scores the larger region, then by id, midline, left, right. */
    List<FinalSite.Candidate> ranked() {
        return places().stream()
                .map(this::candidate)
                .filter(c -> c.score() >= settings.least())
                .sorted(Comparator.comparingDouble((FinalSite.Candidate c) -> -c.score())
                        .thenComparing(c -> SiteRules.upwards(c.region()).size())
                        .thenComparing(FinalSite.Candidate::region)
                        .thenComparing(c -> c.side() == Side.MIDLINE ? 0 : 1)
                        .thenComparing(FinalSite.Candidate::side))
                .limit(settings.most())
                .toList();
    }

    /** 0 to 1, of the votes that {@code which} lets through. */
    double symptoms(TumourSite.Place place, Predicate<Vote> which) {
        double none = 1;
        for (Vote vote : strongest(place, which).values()) {
            none *= 1 - counted(vote);
        }
        return 1 - none;
    }

    private Map<SiteRules.Group, Vote> strongest(TumourSite.Place place, Predicate<Vote> which) {
        Map<SiteRules.Group, Vote> best = new LinkedHashMap<>();
        for (Vote vote : votes) {
            if (which.test(vote) && vote.supports(place, rules)) {
                best.merge(vote.group(), vote, (a, b) -> b.weight() > a.weight() ? b : a);
            }
        }
        return best;
    }

    private double counted(Vote vote) {
        return Math.min(vote.weight(), settings.mostVote());
    }

    FinalSite.Candidate candidate(TumourSite.Place place) {
        double imageScore = image.score(place);
        List<Vote> best = List.copyOf(strongest(place, v -> true).values());
        double symptomScore = symptoms(place, v -> true);
        double imageWeight = !image.names() ? 0 : votes.isEmpty() ? 1 : settings.imageWeight();
        double symptomWeight = votes.isEmpty() ? 0 : image.names() ? settings.symptomWeight() : 1;

        List<Double> raw = new ArrayList<>();
        raw.add(imageWeight * imageScore * UNIT);
        double logs = best.stream().mapToDouble(v -> Math.log1p(-counted(v))).sum();
        for (Vote vote : best) {
            raw.add(symptomWeight * symptomScore * UNIT * Math.log1p(-counted(vote)) / logs);
        }
        int[] whole = rounded(raw);
        int total = 0;
        List<FinalSite.Point> trace = new ArrayList<>();
        for (int n = 0; n < whole.length; n++) {
            total += whole[n];
            if (whole[n] > 0) {
                double points = whole[n] / (double) UNIT;
                trace.add(n == 0 ? imagePoint(place, points) : votePoint(best.get(n - 1), place, points));
            }
        }
        return new FinalSite.Candidate(
                place.region(),
                place.side(),
                Math.round(imageScore * UNIT) / (double) UNIT,
                Math.round(symptomScore * UNIT) / (double) UNIT,
                total / (double) UNIT,
                trace);
    }

    /** Whole numbers whose sum is the rounded sum: the largest remainders are rounded up. */
    static int[] rounded(List<Double> raw) {
        long sum = Math.round(raw.stream().mapToDouble(r -> r).sum());
        int[] whole = raw.stream().mapToInt(r -> (int) Math.floor(r)).toArray();
        List<Integer> order = new ArrayList<>();
        for (int n = 0; n < whole.length; n++) {
            order.add(n);
            sum -= whole[n];
        }
        order.sort(Comparator.comparingDouble(n -> whole[n] - raw.get(n)));
        for (int n = 0; n < sum; n++) {
            whole[order.get(n)]++;
        }
        return whole;
    }

    private FinalSite.Point imagePoint(TumourSite.Place place, double points) {
        double share = image.share(place);
        String why = image.near(place)
                .filter(n -> n.score() > share)
                .map(n -> n.mm() > 0
                        ? String.format(
                                Locale.ROOT, "the tumour lies %.0f mm from the %s", n.mm(), SiteWords.of(n.region()))
                        : "the tumour reaches the " + SiteWords.of(n.region()))
                .orElseGet(() -> String.format(Locale.ROOT, "%.1f %% of the tumour's volume lies there", 100 * share));
        return new FinalSite.Point("image", points, why, "");
    }

    private static FinalSite.Point votePoint(Vote vote, TumourSite.Place place, double points) {
        String where = vote.rule().region().equals(place.region())
                ? ""
                : ", " + SiteWords.of(vote.rule().region());
        String why = String.format(
                Locale.ROOT,
                "%s%s: %s; vote %.2f",
                vote.words(),
                where,
                vote.rule().why(),
                vote.weight());
        return new FinalSite.Point(vote.symptom().id(), points, why, vote.rule().reference());
    }
}
