package org.foldlink.fusion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.volume.Volume;

/**
 * STAPLE for any number of labels (Warfield et al. 2004; Rohlfing et al. 2004): the truth and each mask's reliability are estimated together by
 * expectation maximisation, so that a mask counts for more where it proves right.
 *
 * <p>A label's prior is its share of all voxels of all masks; every voxel of the grid takes part; voxels are independent of their neighbours. It begins
 * with the label that has most votes, where no other has as many; one that wins no voxel's vote cannot be the truth. A voxel where two labels come out
 * as likely, or none is possible, is background and counted as undecided: of two masks, all voxels where they differ.
 */
public final class Staple {

    private Staple() {}

    /**
     * @param priors by label, background (0) too; they add up to 1
     * @param raters in the masks' order
     * @param rounds of expectation and maximisation
     * @param settled whether the last round changed no probability by 1e-7 or more
     * @param undecided voxels where two labels are as likely, which are background in {@code labels}
     */
    public record Estimate(
            Volume labels,
            SortedMap<Integer, Double> priors,
            List<Rater> raters,
            int rounds,
            boolean settled,
            long undecided) {
        public Estimate {
            raters = List.copyOf(raters);
        }
    }

    /** How reliable a mask proved to be, by label; background (0) too. */
    public record Rater(String name, SortedMap<Integer, Reliability> labels) {}

    /**
     * @param sensitivity how likely the mask has the label where it is the truth; NaN where it never is
     * @param specificity how likely it has another where it is not; NaN where it always is
     */
    public record Reliability(double sensitivity, double specificity) {}

    /**
     * On the masks' grid, UINT8 where all of them are, else UINT16.
     *
     * @throws IllegalArgumentException if there are fewer than two masks, their grids differ, or a value is no label
     */
    public static Estimate fuse(List<Member> masks) {
        Stack stack = Stack.of(masks);
        SortedMap<Decision, Long> decisions = Decisions.of(stack);
        Maximisation em = new Maximisation(decisions, stack.size());
        em.run();
        Map<Decision, Character> winners = new HashMap<>();
        em.winners(winners);
        long undecided = decisions.entrySet().stream()
                .filter(e -> !winners.containsKey(e.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        Volume fused = stack.allocate();
        stack.read(() -> {
            char[] out = new char[stack.grid().sizeI()];
            return (from, labels) -> {
                for (int i = 0; i < out.length; i++) {
                    boolean background = labels[0][i] == 0 && Decisions.same(labels, i);
                    out[i] = background ? 0 : winners.getOrDefault(Decision.at(labels, i), (char) 0);
                }
                fused.voxels().write(from, 1, out, out.length);
            };
        });
        return new Estimate(fused, priors(em), raters(em, masks), em.rounds(), em.settled(), undecided);
    }

    private static SortedMap<Integer, Double> priors(Maximisation em) {
        SortedMap<Integer, Double> priors = new TreeMap<>();
        char[] labels = em.labels();
        for (int l = 0; l < labels.length; l++) {
            priors.put((int) labels[l], em.prior(l));
        }
        return priors;
    }

    private static List<Rater> raters(Maximisation em, List<Member> masks) {
        List<Rater> raters = new ArrayList<>();
        char[] labels = em.labels();
        for (int m = 0; m < masks.size(); m++) {
            SortedMap<Integer, Reliability> byLabel = new TreeMap<>();
            for (int l = 0; l < labels.length; l++) {
                byLabel.put((int) labels[l], new Reliability(em.sensitivity(m, l), em.specificity(m, l)));
            }
            raters.add(new Rater(masks.get(m).name(), byLabel));
        }
        return raters;
    }
}
