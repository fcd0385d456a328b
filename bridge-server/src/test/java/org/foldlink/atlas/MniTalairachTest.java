package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.foldlink.geometry.Vec3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MniTalairachTest {

    /** The two matrices as they are printed, with four decimals: up to 0.01 mm from the rotation and zooms in the brain. */
    @Test
    void isThePublishedPiecewiseForm() {
        Random random = new Random(1);
        for (int n = 0; n < 2000; n++) {
            Vec3 m = anywhere(random);
            Vec3 t = m.z() >= 0
                    ? new Vec3(0.99 * m.x(), 0.9688 * m.y() + 0.0460 * m.z(), -0.0485 * m.y() + 0.9189 * m.z())
                    : new Vec3(0.99 * m.x(), 0.9688 * m.y() + 0.0420 * m.z(), -0.0485 * m.y() + 0.8390 * m.z());
            assertThat(MniTalairach.toTalairach(m).minus(t).norm()).as("%s", m).isLessThan(0.015);
        }
    }

    /** The first is the example that Brett's page and mni2tal.m print; the others are by hand from the matrices. */
    @ParameterizedTest
    @CsvSource({
        "10, 12, 14, 9.9000, 12.2692, 12.2821",
        "0, 0, 0, 0, 0, 0",
        "-50, -20, 40, -49.500, -17.536, 37.726",
        "-40, 20, -20, -39.600, 18.536, -17.750",
        "30, -90, -10, 29.700, -87.612, -4.025"
    })
    void worksOnPointsWorkedOutByHand(double mx, double my, double mz, double tx, double ty, double tz) {
        Vec3 t = MniTalairach.toTalairach(new Vec3(mx, my, mz));
        assertThat(t.minus(new Vec3(tx, ty, tz)).norm()).as("%s", t).isLessThan(0.01);
    }

    @Test
    void eachDirectionUndoesTheOtherEverywhere() {
        Random random = new Random(2);
        for (int n = 0; n < 2000; n++) {
            Vec3 p = anywhere(random);
            assertThat(MniTalairach.toMni(MniTalairach.toTalairach(p)).minus(p).norm())
                    .isLessThan(1e-10);
            assertThat(MniTalairach.toTalairach(MniTalairach.toMni(p)).minus(p).norm())
                    .isLessThan(1e-10);
        }
    }

    @Test
    void theTwoHalvesMeetAtTheAnteriorCommissure() {
        Random random = new Random(3);
        for (int n = 0; n < 200; n++) {
            Vec3 p = anywhere(random);
            Vec3 above = MniTalairach.toTalairach(new Vec3(p.x(), p.y(), 1e-9));
            Vec3 below = MniTalairach.toTalairach(new Vec3(p.x(), p.y(), -1e-9));
            assertThat(above.minus(below).norm()).isLessThan(1e-8);
        }
    }

    @Test
    void leftStaysLeftAndTheMidlineStays() {
        Random random = new Random(4);
        for (int n = 0; n < 200; n++) {
            Vec3 p = anywhere(random);
            Vec3 t = MniTalairach.toTalairach(p);
            assertThat(Math.signum(t.x())).isEqualTo(Math.signum(p.x()));
            assertThat(MniTalairach.toTalairach(new Vec3(-p.x(), p.y(), p.z())))
                    .isEqualTo(new Vec3(-t.x(), t.y(), t.z()));
            assertThat(MniTalairach.toTalairach(new Vec3(0, p.y(), p.z())).x()).isZero();
        }
        assertThat(MniTalairach.toTalairach(new Vec3(-10, 0, 0)).x()).isCloseTo(-9.9, within(1e-12));
    }

    private static Vec3 anywhere(Random random) {
        return new Vec3(
                random.nextDouble() * 160 - 80, random.nextDouble() * 200 - 110, random.nextDouble() * 160 - 70);
    }
}
