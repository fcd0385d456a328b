package org.foldlink.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;

class StapleTest {

    private static double wrong(Volume a, Volume b) {
        long n = 0;
        for (long v = 0; v < a.grid().count(); v++) {
            n += a.voxels().get(v) == b.voxels().get(v) ? 0 : 1;
        }
        return (double) n / a.grid().count();
    }

    private static Staple.Reliability of(Staple.Estimate e, int rater, int label) {
        return Objects.requireNonNull(e.raters().get(rater).labels().get(label));
    }

    /** Three who are hardly better than a guess and two who are good: a vote counts them alike. */
    private static List<Member> mixed(Volume truth) {
        double[] right = {0.97, 0.95, 0.55, 0.5, 0.45};
        List<Member> raters = new ArrayList<>();
        for (int m = 0; m < right.length; m++) {
            raters.add(Opinions.rater("r" + m, truth, right[m], 3, 7 + m));
        }
        return raters;
    }

    @Test
    void findsHowReliableEachRaterIsAndTrustsTheGoodOnes() {
        Volume truth = Volume.allocate(new Grid(30, 30, 30, Affine.IDENTITY), VoxelType.UINT8);
        for (long n = 0; n < truth.grid().count(); n++) {
            truth.voxels().set(n, (double) (n % 3));
        }
        List<Member> raters = mixed(truth);
        Staple.Estimate e = Staple.fuse(raters);
        assertThat(e.settled()).isTrue();
        assertThat(e.undecided()).isZero();
        double[] right = {0.97, 0.95, 0.55, 0.5, 0.45};
        for (int m = 0; m < right.length; m++) {
            for (int label = 0; label < 3; label++) {
                // 9000 voxels of a label: a standard error of 0.006 at most.
                assertThat(of(e, m, label).sensitivity()).isCloseTo(right[m], within(0.035));
                assertThat(of(e, m, label).specificity()).isCloseTo(1 - (1 - right[m]) / 2, within(0.035));
            }
            assertThat(e.raters().get(m).name()).isEqualTo("r" + m);
        }
        // Who knew the raters' chances could do no better than this.
        Volume best = best(raters, right);
        assertThat(wrong(e.labels(), truth)).isLessThan(wrong(best, truth) + 0.002);
        assertThat(wrong(Majority.fuse(raters, 3), truth)).isGreaterThan(2 * wrong(e.labels(), truth));
    }

    /** The likeliest of three labels that are as frequent, by chances that are known. */
    private static Volume best(List<Member> raters, double[] right) {
        Volume best = Volume.allocate(raters.get(0).labels().grid(), VoxelType.UINT8);
        for (long n = 0; n < best.grid().count(); n++) {
            double[] logs = new double[3];
            for (int m = 0; m < right.length; m++) {
                for (int label = 0; label < 3; label++) {
                    boolean says = raters.get(m).labels().voxels().get(n) == label;
                    logs[label] += Math.log(says ? right[m] : (1 - right[m]) / 2);
                }
            }
            best.voxels().set(n, logs[0] > Math.max(logs[1], logs[2]) ? 0 : logs[1] > logs[2] ? 1 : 2);
        }
        return best;
    }

    @Test
    void priorsAreTheLabelsSharesOfAllMasks() {
        Staple.Estimate e = Staple.fuse(List.of(Opinions.line("a", 0, 0, 1, 2), Opinions.line("b", 0, 0, 1, 1)));
        assertThat(e.priors().keySet()).containsExactly(0, 1, 2);
        assertThat(e.priors().values()).containsExactly(4 / 8.0, 3 / 8.0, 1 / 8.0);
    }

    /** Worked out by hand: raters who agree everywhere are without fault, and the truth is what they say. */
    @Test
    void whereAllAgreeThatIsTheTruth() {
        Member a = Opinions.line("a", 0, 3, 3, 0, 5, 0);
        Staple.Estimate e = Staple.fuse(List.of(a, a, a));
        assertThat(Grids.values(e.labels())).containsExactly(0, 3, 3, 0, 5, 0);
        assertThat(of(e, 2, 3)).isEqualTo(new Staple.Reliability(1, 1));
        assertThat(e.rounds()).isEqualTo(1);
    }

    /** Two raters give no reason to trust one more. */
    @Test
    void whereTwoLabelsAreAsLikelyTheVoxelIsBackgroundAndCounted() {
        Staple.Estimate e =
                Staple.fuse(List.of(Opinions.line("a", 0, 1, 2, 1, 2, 0), Opinions.line("b", 0, 1, 2, 2, 1, 0)));
        assertThat(Grids.values(e.labels())).containsExactly(0, 1, 2, 0, 0, 0);
        assertThat(e.undecided()).isEqualTo(2);
    }

    @Test
    void masksWithoutAnyLabelGiveNone() {
        Member none = Opinions.line("none", 0, 0, 0);
        Staple.Estimate e = Staple.fuse(List.of(none, none));
        assertThat(Grids.values(e.labels())).containsOnly(0);
        assertThat(of(e, 0, 0).sensitivity()).isEqualTo(1);
        assertThat(of(e, 0, 0).specificity()).isNaN();
    }

    /** The product of 400 small probabilities is below what a double holds. */
    @Test
    void manyRatersDoNotUnderflow() {
        Volume truth = Opinions.truth(10);
        List<Member> raters = new ArrayList<>();
        for (int m = 0; m < 400; m++) {
            raters.add(Opinions.rater("r" + m, truth, 0.6, 4, m));
        }
        Staple.Estimate e = Staple.fuse(raters);
        assertThat(wrong(e.labels(), truth)).isZero();
        assertThat(e.undecided()).isZero();
    }

    @Test
    void theOrderOfMasksAndThreadsChangeNothing() {
        Volume truth = Opinions.truth(24);
        List<Member> raters = mixed(truth);
        Staple.Estimate one = Staple.fuse(raters);
        Staple.Estimate again = Staple.fuse(raters);
        assertThat(again.labels().voxels().blocks())
                .isEqualTo(one.labels().voxels().blocks());
        assertThat(again.raters()).isEqualTo(one.raters());
        List<Member> turned = new ArrayList<>(raters);
        Collections.reverse(turned);
        Staple.Estimate other = Staple.fuse(turned);
        assertThat(other.labels().voxels().blocks())
                .isEqualTo(one.labels().voxels().blocks());
        assertThat(of(other, 4, 1).sensitivity()).isCloseTo(of(one, 0, 1).sensitivity(), within(1e-5));
    }

    @Test
    void worksOnEveryKindOfGrid() {
        for (Grid grid : Grids.of(3)) {
            Member a = Opinions.random("a", grid, VoxelType.INT16, 3, 1);
            Staple.Estimate e = Staple.fuse(List.of(a, a, a));
            assertThat(e.labels().grid()).isEqualTo(grid);
            assertThat(Grids.values(e.labels())).isEqualTo(Grids.values(a.labels()));
        }
    }

    @Test
    void refusesScansWhoseValuesAreLabelsByChance() {
        Grid grid = new Grid(50, 50, 20, Affine.IDENTITY);
        List<Member> noise = List.of(
                Opinions.random("a", grid, VoxelType.UINT16, 5000, 1),
                Opinions.random("b", grid, VoxelType.UINT16, 5000, 2));
        assertThatThrownBy(() -> Decisions.of(Stack.of(noise), 20_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("masks have more than 20000 combinations of labels"
                        + " (expected masks of the same scan with the same labels)");
    }

    @Test
    void agreementIsDiceAndTheShareOfTheSame() {
        Member a = Opinions.line("a", 0, 1, 1, 2, 0, 3);
        Member b = Opinions.line("b", 0, 1, 2, 2, 0, 0);
        Agreement g = Agreement.of(b.labels(), List.of(a, b));
        assertThat(g.voxels()).isEqualTo(Map.of(1, 1L, 2, 2L));
        Agreement.Of first = g.members().get(0);
        assertThat(first.same()).isCloseTo(2 / 4.0, within(1e-12));
        assertThat(first.dice()).hasSize(3);
        assertThat(first.dice().get(1)).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(first.dice().get(2)).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(first.dice().get(3)).isZero();
        assertThat(g.members().get(1).same()).isEqualTo(1);
        assertThat(g.members().get(1).dice().values()).containsOnly(1.0);
    }
}
