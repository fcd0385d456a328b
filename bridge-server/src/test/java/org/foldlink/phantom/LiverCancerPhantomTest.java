package org.foldlink.phantom;

import static org.assertj.core.api.Assertions.assertThat;

import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Voxels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The phantoms for a classifier: with a lesion of the liver or without. */
class LiverCancerPhantomTest {

    private static boolean positive(PhantomSpec spec) {
        return spec.findings() == PhantomSpec.Findings.LIVER_LESION;
    }

    private static long count(PhantomCase phantom, PhantomLabel label) {
        return Checks.count(phantom, label.value());
    }

    @Test
    void ofEveryTwoSeedsOneHasALesionAndWhichOneVaries() {
        int first = 0;
        for (long seed = 0; seed < 400; seed += 2) {
            boolean even = positive(PhantomSpec.liverCancer(seed));
            assertThat(positive(PhantomSpec.liverCancer(seed + 1))).isNotEqualTo(even);
            first += even ? 1 : 0;
        }
        assertThat(first).isBetween(70, 130);
    }

    @Test
    void theClassIsWhetherTheLabelsHoldALesion() {
        for (long seed = 1; seed <= 60; seed++) {
            PhantomSpec spec = PhantomSpec.liverCancer(seed).at(5);
            PhantomCase phantom = AbdomenPhantom.generate(spec);
            double ml = phantom.labels().grid().voxelVolume() / 1000;
            double lesion = count(phantom, PhantomLabel.LESION) * ml;
            if (positive(spec)) {
                // A ball of 10 mm across has half a millilitre.
                assertThat(lesion).as("seed %d", seed).isBetween(0.5, 400.0);
            } else {
                assertThat(lesion).as("seed %d", seed).isZero();
            }
            assertThat(count(phantom, PhantomLabel.LIVER) * ml)
                    .as("seed %d", seed)
                    .isBetween(450.0, 3000.0);
        }
    }

    /** The lesion is all that tells the classes apart: the same patient without it differs there alone. */
    @ParameterizedTest
    @ValueSource(longs = {3, 5, 6})
    void withoutItsLesionThePatientIsTheSame(long seed) {
        PhantomSpec with = PhantomSpec.liverCancer(seed).at(5);
        assertThat(positive(with)).isTrue();
        PhantomSpec without = new PhantomSpec(
                seed, with.minSpacing(), with.maxSpacing(), with.maxVoxels(), with.region(), PhantomSpec.Findings.NONE);
        Voxels ill = AbdomenPhantom.generate(with).labels().voxels();
        Voxels well = AbdomenPhantom.generate(without).labels().voxels();
        for (long v = 0; v < ill.count(); v++) {
            if (ill.get(v) != PhantomLabel.LESION.value()) {
                assertThat(ill.get(v)).isEqualTo(well.get(v));
            }
        }
    }

    @Test
    void gridsLieAboutTheLiver() {
        for (long seed = 1; seed <= 12; seed++) {
            PhantomCase phantom =
                    AbdomenPhantom.generate(PhantomSpec.liverCancer(seed).at(6));
            Grid g = phantom.labels().grid();
            Vec3 sum = Vec3.ZERO;
            for (int k = 0; k < g.sizeK(); k++) {
                for (int j = 0; j < g.sizeJ(); j++) {
                    for (int i = 0; i < g.sizeI(); i++) {
                        if (phantom.labels().at(i, j, k) == PhantomLabel.LIVER.value()) {
                            sum = sum.plus(g.indexToRas().apply(i, j, k));
                        }
                    }
                }
            }
            Vec3 off = sum.times(1.0 / count(phantom, PhantomLabel.LIVER)).minus(g.centre());
            assertThat(off.norm()).as("seed %d", seed).isLessThan(60);
            assertThat(PhantomSpec.liverCancer(seed).grid().count()).isLessThanOrEqualTo(1_000_000);
        }
    }

    /** The checksums are those of the training set of the model in the zoo. */
    @Test
    void theTrainingSetStaysWhatItWas() {
        PhantomCase phantom = AbdomenPhantom.generate(PhantomSpec.liverCancer(37));
        assertThat(Checks.checksum(phantom.image())).isEqualTo(0x0807756BL);
        assertThat(Checks.checksum(phantom.labels())).isEqualTo(0xC35AB33DL);
    }
}
