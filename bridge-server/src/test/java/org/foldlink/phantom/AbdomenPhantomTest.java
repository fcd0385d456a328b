package org.foldlink.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AbdomenPhantomTest {

    /** 6 mm, axes as RAS: coarse, so that the test is quick. */
    private static final Grid RAS = new Grid(66, 58, 66, Affine.ofSpacing(6, 6, 6, new Vec3(-195, -171, -195)));

    /** Centroid in RAS mm; NaN where the label is absent. */
    private static Vec3 centroid(PhantomCase phantom, PhantomLabel label) {
        Volume labels = phantom.labels();
        Grid g = labels.grid();
        Vec3 sum = Vec3.ZERO;
        long n = 0;
        for (int k = 0; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 0; i < g.sizeI(); i++) {
                    if (labels.at(i, j, k) == label.value()) {
                        sum = sum.plus(g.indexToRas().apply(i, j, k));
                        n++;
                    }
                }
            }
        }
        return sum.times(1.0 / n);
    }

    private static double ml(PhantomCase phantom, PhantomLabel label) {
        return values(phantom, label).size() * phantom.labels().grid().voxelVolume() / 1000;
    }

    private static List<Double> values(PhantomCase phantom, PhantomLabel label) {
        List<Double> values = new ArrayList<>();
        for (long v = 0; v < phantom.labels().voxels().count(); v++) {
            if (phantom.labels().voxels().get(v) == label.value()) {
                values.add(phantom.image().voxels().get(v));
            }
        }
        return values;
    }

    private static double median(PhantomCase phantom, PhantomLabel label) {
        List<Double> values = values(phantom, label);
        Collections.sort(values);
        return values.get(values.size() / 2);
    }

    /** A real abdominal CT: liver at x = +67 mm, spleen at x = -113 mm in RAS, right kidney +70, left kidney -78. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void leftIsThePatientsLeft(long seed) {
        PhantomCase phantom = AbdomenPhantom.generate(seed, RAS);
        Vec3 spine = centroid(phantom, PhantomLabel.SPINE);
        assertThat(centroid(phantom, PhantomLabel.LIVER).x()).isGreaterThan(spine.x() + 30);
        assertThat(centroid(phantom, PhantomLabel.KIDNEY_RIGHT).x()).isGreaterThan(spine.x() + 30);
        assertThat(centroid(phantom, PhantomLabel.KIDNEY_LEFT).x()).isLessThan(spine.x() - 30);
        assertThat(centroid(phantom, PhantomLabel.SPLEEN).x()).isLessThan(spine.x() - 50);
        assertThat(centroid(phantom, PhantomLabel.AORTA).y()).isGreaterThan(spine.y());
        assertThat(centroid(phantom, PhantomLabel.LIVER).z())
                .isGreaterThan(centroid(phantom, PhantomLabel.KIDNEY_RIGHT).z());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void organsHaveTheSizesOfPatients(long seed) {
        PhantomCase phantom = AbdomenPhantom.generate(seed, RAS);
        assertThat(ml(phantom, PhantomLabel.LIVER)).isBetween(600.0, 2800.0);
        assertThat(ml(phantom, PhantomLabel.KIDNEY_RIGHT)).isBetween(50.0, 320.0);
        assertThat(ml(phantom, PhantomLabel.KIDNEY_LEFT)).isBetween(50.0, 320.0);
        assertThat(ml(phantom, PhantomLabel.SPLEEN)).isBetween(25.0, 450.0);
        assertThat(ml(phantom, PhantomLabel.PANCREAS)).isBetween(20.0, 160.0);
        assertThat(ml(phantom, PhantomLabel.AORTA)).isBetween(20.0, 300.0);
        assertThat(ml(phantom, PhantomLabel.BODY)).isBetween(8000.0, 60000.0);
        assertThat(median(phantom, PhantomLabel.LIVER)).isBetween(-30.0, 175.0);
        assertThat(median(phantom, PhantomLabel.SPINE)).isBetween(60.0, 400.0);
        assertThat(phantom.image().type()).isEqualTo(VoxelType.INT16);
        assertThat(phantom.labels().type()).isEqualTo(VoxelType.UINT8);
    }

    @Test
    void sameSeedSameBytesAndAnotherSeedAnotherPatient() {
        PhantomCase a = AbdomenPhantom.generate(11, RAS);
        PhantomCase b = AbdomenPhantom.generate(11, RAS);
        PhantomCase c = AbdomenPhantom.generate(12, RAS);
        assertThat(b.image().voxels().blocks()).isEqualTo(a.image().voxels().blocks());
        assertThat(b.labels().voxels().blocks()).isEqualTo(a.labels().voxels().blocks());
        assertThat(c.labels().voxels().blocks())
                .isNotEqualTo(a.labels().voxels().blocks());
    }

    /** The checksums are those of the training set of the model in the zoo: whoever generates it again gets the same phantoms. */
    @Test
    void theTrainingSetStaysWhatItWas() {
        PhantomCase phantom = AbdomenPhantom.generate(PhantomSpec.training(37));
        assertThat(Checks.checksum(phantom.image())).isEqualTo(0x36064DBFL);
        assertThat(Checks.checksum(phantom.labels())).isEqualTo(0xC1B7FA8FL);
    }

    /** Axes turned round and swapped: the same voxel centres get the same labels. */
    @Test
    void anatomyDoesNotDependOnTheOrderOfTheAxes() {
        Affine m = RAS.indexToRas();
        Vec3 end = m.apply(RAS.sizeI() - 1, 0, RAS.sizeK() - 1);
        Grid turned = new Grid(
                RAS.sizeK(), RAS.sizeI(), RAS.sizeJ(), new Affine(m.k().times(-1), m.i().times(-1), m.j(), end));
        Volume straight = AbdomenPhantom.generate(5, RAS).labels();
        Volume other = AbdomenPhantom.generate(5, turned).labels();
        long differ = 0;
        for (int k = 0; k < RAS.sizeK(); k++) {
            for (int j = 0; j < RAS.sizeJ(); j++) {
                for (int i = 0; i < RAS.sizeI(); i++) {
                    if (straight.at(i, j, k) != other.at(RAS.sizeK() - 1 - k, RAS.sizeI() - 1 - i, j)) {
                        differ++;
                    }
                }
            }
        }
        // The centres are computed by different sums, so a surface within 1e-13 mm of one may fall to either side.
        assertThat(differ).isLessThanOrEqualTo(1);
    }

    @Test
    void mostPatientsHaveALesionAndSomeHaveNone() {
        int with = 0;
        for (long seed = 0; seed < 200; seed++) {
            List<Part> parts = Anatomy.draw(new Draw(seed).fork(1), PhantomSpec.Findings.DRAWN)
                    .parts();
            if (parts.stream().anyMatch(p -> p.label() == PhantomLabel.LESION)) {
                with++;
            }
        }
        assertThat(with).isBetween(150, 195);
    }

    @Test
    void trainingGridsKeepToTheirLimits() {
        int flipped = 0;
        int oblique = 0;
        for (long seed = 0; seed < 200; seed++) {
            Grid grid = PhantomSpec.training(seed).grid();
            Vec3 s = grid.spacing();
            assertThat(grid.count()).isLessThanOrEqualTo(2_200_000);
            assertThat(Math.min(s.x(), Math.min(s.y(), s.z()))).isBetween(2.0, 4.5);
            assertThat(Math.max(s.x(), Math.max(s.y(), s.z()))).isLessThan(6.5);
            assertThat(grid.shear()).isLessThan(1e-9);
            flipped += grid.indexToRas().determinant() < 0 ? 1 : 0;
            oblique += Math.abs(grid.indexToRas().i().unit().x()) % 1 > 1e-6 ? 1 : 0;
        }
        assertThat(flipped).isBetween(50, 150);
        assertThat(oblique).isBetween(20, 120);
    }

    @Test
    void refusesWhatIsNoPhantom() {
        assertThatThrownBy(() -> new PhantomSpec(1, 0.1, 3, 1_000_000))
                .hasMessage("phantom spacing = 0.1 to 3.0 mm (expected 0.3 <= finest <= coarsest <= 20)");
        assertThatThrownBy(() -> new PhantomSpec(1, 2, 3, 10))
                .hasMessage("phantom voxels = 10 (expected 1000 or more)");
    }
}
