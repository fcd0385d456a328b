package org.foldlink.clinical;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.foldlink.atlas.Side;

/** Symptoms that one lesion on one side does not explain: reported, never averaged away. */
final class Contradictions {

    private Contradictions() {}

    /** What to tell; empty where they fit together. */
    static Optional<String> in(List<Vote> votes, CheckSettings settings) {
        Map<Observation, List<Vote>> sided = new LinkedHashMap<>();
        for (Vote vote : votes) {
            if (vote.side().isPresent() && vote.group().localising()) {
                sided.computeIfAbsent(vote.seen(), o -> new ArrayList<>()).add(vote);
            }
        }
        List<List<Vote>> left = pointing(sided, Side.LEFT, settings);
        List<List<Vote>> right = pointing(sided, Side.RIGHT, settings);
        if (left.isEmpty() || right.isEmpty() || oneLesionExplains(left, right)) {
            return Optional.empty();
        }
        return Optional.of(
                "Symptoms contradict each other about the side: " + names(left) + " to the left, "
                        + names(right)
                        + " to the right. Check the sides and the dominance recorded; if they are right, think of a lesion on both sides or of two.");
    }

    private static List<List<Vote>> pointing(Map<Observation, List<Vote>> sided, Side side, CheckSettings settings) {
        return sided.values().stream()
                .filter(votes -> {
                    double here = strongest(votes, side);
                    return here >= settings.voice() && strongest(votes, Votes.other(side)) < settings.oneSide() * here;
                })
                .toList();
    }

    private static double strongest(List<Vote> votes, Side side) {
        return votes.stream()
                .filter(v -> v.side().equals(Optional.of(side)))
                .mapToDouble(Vote::weight)
                .max()
                .orElse(0);
    }

    /** As in the crossed syndromes of the brainstem: a lobe on a side for which every one of them has a vote. */
    private static boolean oneLesionExplains(List<List<Vote>> left, List<List<Vote>> right) {
        List<List<Vote>> all = new ArrayList<>(left);
        all.addAll(right);
        return all.get(0).stream()
                .anyMatch(one -> all.stream()
                        .allMatch(votes -> votes.stream()
                                .anyMatch(v -> v.side().equals(one.side())
                                        && SiteRules.lobe(v.rule().region())
                                                .equals(SiteRules.lobe(
                                                        one.rule().region())))));
    }

    private static String names(List<List<Vote>> votes) {
        String names = votes.stream().map(v -> v.get(0).words()).distinct().collect(Collectors.joining(", "));
        return names + (votes.size() == 1 ? " points" : " point");
    }
}
