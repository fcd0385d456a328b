package org.foldlink.phantom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongPredicate;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.foldlink.volume.Voxels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrainPhantomTest {

    /** 4 mm, axes as RAS: coarse, so that the test is quick. */
    private static final Grid RAS = new Grid(43, 52, 43, Affine.ofSpacing(4, 4, 4, new Vec3(-84, -102, -84)));

    private static Voxels channel(PhantomCase phantom, MrSequence sequence) {
        return phantom.channels().get(sequence.channel()).voxels();
    }

    private static double median(Voxels voxels, LongPredicate which) {
        List<Double> values = new ArrayList<>();
        for (long v = 0; v < voxels.count(); v++) {
            if (which.test(v)) {
                values.add(voxels.get(v));
            }
        }
        Collections.sort(values);
        return values.get(values.size() / 2);
    }

    private static double median(PhantomCase phantom, MrSequence sequence, GliomaLabel label) {
        Voxels labels = phantom.labels().voxels();
        return median(channel(phantom, sequence), v -> labels.get(v) == label.value());
    }

    /** Median of the white matter: what is brighter in T1 than most of the rest of the brain, and no tumour. */
    private static double white(PhantomCase phantom, MrSequence sequence) {
        Voxels labels = phantom.labels().voxels();
        Voxels t1 = channel(phantom, MrSequence.T1);
        double middle = median(t1, v -> t1.get(v) > 0 && labels.get(v) == 0);
        return median(channel(phantom, sequence), v -> t1.get(v) > middle && labels.get(v) == 0);
    }

    private static long count(PhantomCase phantom, GliomaLabel label) {
        return Checks.count(phantom, label.value());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void outsideTheBrainEveryChannelIsZeroAndInsideNone(long seed) {
        PhantomCase phantom = BrainPhantom.generate(seed, RAS);
        assertThat(phantom.channels()).hasSize(4).allMatch(c -> c.type() == VoxelType.INT16);
        assertThat(phantom.labels().type()).isEqualTo(VoxelType.UINT8);
        Voxels labels = phantom.labels().voxels();
        long brain = 0;
        for (long v = 0; v < labels.count(); v++) {
            boolean inside = phantom.image().voxels().get(v) > 0;
            for (Volume c : phantom.channels()) {
                assertThat(c.voxels().get(v) > 0).isEqualTo(inside);
                assertThat(c.voxels().get(v)).isGreaterThanOrEqualTo(0);
            }
            assertThat(labels.get(v)).isBetween(0.0, 3.0);
            assertThat(inside || labels.get(v) == 0).isTrue();
            brain += inside ? 1 : 0;
        }
        assertThat(brain * RAS.voxelVolume() / 1000).isBetween(900.0, 2000.0);
    }

    @Test
    void healthyTissuesKeepTheOrderOfEachSequence() {
        for (long seed = 0; seed < 200; seed++) {
            MrScanner scanner = new MrScanner(new Draw(seed));
            for (MrSequence t1 : List.of(MrSequence.T1, MrSequence.T1CE)) {
                assertDescends(scanner, t1, MrTissue.WHITE, MrTissue.GREY, MrTissue.CSF);
            }
            assertDescends(scanner, MrSequence.T2, MrTissue.CSF, MrTissue.GREY, MrTissue.WHITE);
            assertDescends(scanner, MrSequence.FLAIR, MrTissue.OEDEMA, MrTissue.GREY, MrTissue.WHITE, MrTissue.CSF);
        }
    }

    private static void assertDescends(MrScanner scanner, MrSequence sequence, MrTissue... tissues) {
        for (int t = 1; t < tissues.length; t++) {
            assertThat(scanner.mean(sequence, tissues[t])).isLessThan(scanner.mean(sequence, tissues[t - 1]));
        }
    }

    /** Seeds whose glioma has all three parts, some millilitres each. */
    @ParameterizedTest
    @ValueSource(longs = {1, 4, 8, 10})
    void aGliomaLooksAsItDoesInEachSequence(long seed) {
        PhantomCase phantom = BrainPhantom.generate(seed, RAS);
        for (GliomaLabel label : GliomaLabel.values()) {
            assertThat(count(phantom, label)).isGreaterThan(10);
        }
        double flair = white(phantom, MrSequence.FLAIR);
        double t1 = white(phantom, MrSequence.T1);
        double t1ce = white(phantom, MrSequence.T1CE);
        double t2 = white(phantom, MrSequence.T2);
        assertThat(median(phantom, MrSequence.FLAIR, GliomaLabel.OEDEMA)).isGreaterThan(1.5 * flair);
        assertThat(median(phantom, MrSequence.T2, GliomaLabel.OEDEMA)).isGreaterThan(1.5 * t2);
        assertThat(median(phantom, MrSequence.T1, GliomaLabel.OEDEMA)).isLessThan(0.9 * t1);
        assertThat(median(phantom, MrSequence.T1CE, GliomaLabel.ENHANCING))
                .isGreaterThan(1.3 * t1ce)
                .isGreaterThan(1.5 * median(phantom, MrSequence.T1CE, GliomaLabel.OEDEMA))
                .isGreaterThan(1.5 * median(phantom, MrSequence.T1CE, GliomaLabel.NECROSIS));
        assertThat(median(phantom, MrSequence.T1, GliomaLabel.ENHANCING)).isLessThan(0.95 * t1);
        assertThat(median(phantom, MrSequence.T1, GliomaLabel.NECROSIS)).isLessThan(0.8 * t1);
    }

    @Test
    void gliomasVaryAndKeepToTheSizesOfPatients() {
        int withoutNecrosis = 0;
        int hardlyEnhancing = 0;
        for (long seed = 1; seed <= 60; seed++) {
            PhantomCase phantom = BrainPhantom.generate(seed, RAS);
            double ml = RAS.voxelVolume() / 1000;
            double necrosis = count(phantom, GliomaLabel.NECROSIS) * ml;
            double oedema = count(phantom, GliomaLabel.OEDEMA) * ml;
            double enhancing = count(phantom, GliomaLabel.ENHANCING) * ml;
            assertThat(necrosis).isLessThan(90);
            assertThat(oedema).isBetween(0.5, 200.0);
            assertThat(enhancing).isBetween(0.06, 90.0);
            assertThat(necrosis + oedema + enhancing).isBetween(2.0, 260.0);
            withoutNecrosis += necrosis == 0 ? 1 : 0;
            hardlyEnhancing += enhancing < 1.2 ? 1 : 0;
        }
        assertThat(withoutNecrosis).isBetween(4, 20);
        assertThat(hardlyEnhancing).isBetween(4, 20);
    }

    @Test
    void sameSeedSameBytesAndAnotherSeedAnotherPatient() {
        PhantomCase a = BrainPhantom.generate(11, RAS);
        PhantomCase b = BrainPhantom.generate(11, RAS);
        PhantomCase c = BrainPhantom.generate(12, RAS);
        for (int n = 0; n < 4; n++) {
            assertThat(b.channels().get(n).voxels().blocks())
                    .isEqualTo(a.channels().get(n).voxels().blocks());
        }
        assertThat(b.labels().voxels().blocks()).isEqualTo(a.labels().voxels().blocks());
        assertThat(c.labels().voxels().blocks())
                .isNotEqualTo(a.labels().voxels().blocks());
    }

    /** The checksums are those of the training set of the model in the zoo: whoever generates it again gets the same phantoms. */
    @Test
    void theTrainingSetStaysWhatItWas() {
        PhantomCase phantom = BrainPhantom.generate(PhantomSpec.brain(37));
        assertThat(phantom.channels().stream().map(Checks::checksum))
                .containsExactly(0xD7332AA7L, 0x920A4950L, 0x95D80E17L, 0x5968EE06L);
        assertThat(Checks.checksum(phantom.labels())).isEqualTo(0x16C76142L);
    }

    /** Axes turned round and swapped: the same voxel centres get the same labels and the same brain. */
    @Test
    void anatomyDoesNotDependOnTheOrderOfTheAxes() {
        Affine m = RAS.indexToRas();
        Vec3 end = m.apply(RAS.sizeI() - 1, 0, RAS.sizeK() - 1);
        Grid turned = new Grid(
                RAS.sizeK(), RAS.sizeI(), RAS.sizeJ(), new Affine(m.k().times(-1), m.i().times(-1), m.j(), end));
        PhantomCase straight = BrainPhantom.generate(5, RAS);
        PhantomCase other = BrainPhantom.generate(5, turned);
        long differ = 0;
        for (int k = 0; k < RAS.sizeK(); k++) {
            for (int j = 0; j < RAS.sizeJ(); j++) {
                for (int i = 0; i < RAS.sizeI(); i++) {
                    int ti = RAS.sizeK() - 1 - k;
                    int tj = RAS.sizeI() - 1 - i;
                    boolean same = straight.labels().at(i, j, k)
                                    == other.labels().at(ti, tj, j)
                            && straight.image().at(i, j, k) > 0 == other.image().at(ti, tj, j) > 0;
                    differ += same ? 0 : 1;
                }
            }
        }
        // The centres are computed by different sums, so a surface within 1e-13 mm of one may fall to either side.
        assertThat(differ).isLessThanOrEqualTo(1);
    }

    @Test
    void trainingGridsKeepToTheirLimits() {
        int flipped = 0;
        int swapped = 0;
        for (long seed = 0; seed < 200; seed++) {
            Grid grid = PhantomSpec.brain(seed).grid();
            Vec3 s = grid.spacing();
            assertThat(grid.count()).isLessThanOrEqualTo(1_000_000);
            assertThat(Math.min(s.x(), Math.min(s.y(), s.z()))).isBetween(1.84, 2.2);
            assertThat(Math.max(s.x(), Math.max(s.y(), s.z()))).isLessThan(2.6);
            flipped += grid.indexToRas().determinant() < 0 ? 1 : 0;
            swapped += Math.abs(grid.indexToRas().i().unit().x()) < 0.9 ? 1 : 0;
        }
        assertThat(flipped).isBetween(50, 150);
        assertThat(swapped).isBetween(15, 80);
    }

    @Test
    void aSpecOfTheTrunkGivesAHeadToo() {
        PhantomSpec spec = new PhantomSpec(3, 4, 5, 60_000);
        Grid grid = BrainPhantom.generate(spec).labels().grid();
        assertThat(grid.count()).isLessThanOrEqualTo(60_000);
        Vec3 s = grid.spacing();
        assertThat(grid.sizeI() * s.x()).isLessThan(240);
    }
}
