package org.foldlink.atlas.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;
import org.junit.jupiter.api.Test;

class PoseTest {

    private static final Vec3 CENTRE = new Vec3(1, -20, 11);

    private static double[] draw(Random random, int n) {
        double[] p = new double[n];
        for (int i = 0; i < n; i++) {
            p[i] = 15 * random.nextGaussian();
        }
        return p;
    }

    @Test
    void aMapGivesItsNumbersBack() {
        Random random = new Random(1);
        for (int n = 0; n < 200; n++) {
            double[] p = draw(random, Pose.AFFINE);
            Affine map = new Pose(CENTRE, new Vec3(30, 40, -50)).map(p);
            double[] q = new double[Pose.AFFINE];
            Affine again = Pose.of(map, CENTRE, q).map(q);
            for (int e = 0; e < 12; e++) {
                assertThat(again.rows()[e]).isCloseTo(map.rows()[e], within(1e-9));
            }
            for (int e = 3; e < Pose.AFFINE; e++) {
                assertThat(q[e]).isCloseTo(p[e], within(1e-6));
            }
        }
    }

    @Test
    void noNumbersMirror() {
        Random random = new Random(2);
        for (int n = 0; n < 1000; n++) {
            double[] p = draw(random, Pose.AFFINE);
            for (int i = 0; i < p.length; i++) {
                p[i] *= 10;
            }
            assertThat(new Pose(CENTRE, CENTRE).map(p).determinant()).isPositive();
        }
    }

    @Test
    void aMirrorHasNoNumbers() {
        Affine mirror = Affine.ofRows(-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);
        assertThatThrownBy(() -> Pose.of(mirror, CENTRE, new double[Pose.AFFINE]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("map mirrors or is singular (expected a positive determinant)");
    }

    @Test
    void theCentreStaysThroughTurnScaleAndShear() {
        double[] p = draw(new Random(3), Pose.AFFINE);
        p[0] = 0;
        p[1] = 0;
        p[2] = 0;
        Vec3 to = new Vec3(5, 6, 7);
        assertThat(new Pose(CENTRE, to).map(p).apply(CENTRE).minus(to).norm()).isLessThan(1e-9);
    }

    @Test
    void aStepOfOneIsAboutOneMillimetreAtTheBrainsRadius() {
        Affine stay = new Pose(CENTRE, CENTRE).map(new double[Pose.AFFINE]);
        for (int n = 0; n < Pose.AFFINE; n++) {
            double[] p = new double[Pose.AFFINE];
            p[n] = 1;
            double mm = Candidate.apart(new Pose(CENTRE, CENTRE).map(p), stay, CENTRE);
            assertThat(mm).isBetween(0.95, 1.05);
        }
    }
}
