package org.foldlink.measure.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.foldlink.geometry.Vec3;
import org.junit.jupiter.api.Test;

class SurfaceElementsTest {

    private static final Offset<Double> EXACT = within(1e-12);
    private static final double[] CUBE = SurfaceElements.areas(new Vec3(1, 1, 1));

    @Test
    void ofACubeByHand() {
        assertThat(CUBE[0]).isZero();
        assertThat(CUBE[255]).isZero();
        // A corner cut off at the middles of its edges, an equilateral triangle of side sqrt(1/2).
        assertThat(CUBE[0b1]).isCloseTo(Math.sqrt(3) / 8, EXACT);
        // Half of the cube: a face.
        assertThat(CUBE[0b1111]).isCloseTo(1, EXACT);
        assertThat(CUBE[0b01010101]).isCloseTo(1, EXACT);
        // An edge: a rectangle of 1 by sqrt(1/2).
        assertThat(CUBE[0b11]).isCloseTo(Math.sqrt(0.5), EXACT);
        // A corner with its three neighbours: a regular hexagon of side sqrt(1/2).
        assertThat(CUBE[0b10111]).isCloseTo(1.5 * Math.sqrt(3) / 2, EXACT);
        // Two corners across the cube hang together no more than two across a face.
        assertThat(CUBE[0b10000001]).isCloseTo(Math.sqrt(3) / 4, EXACT);
        assertThat(CUBE[0b1001]).isCloseTo(Math.sqrt(3) / 4, EXACT);
    }

    @Test
    void aCodeAndItsComplementAreOneSurface() {
        double[] areas = SurfaceElements.areas(new Vec3(0.7, 1.3, 5));
        for (int code = 0; code < 256; code++) {
            assertThat(areas[code]).as("code %s", code).isCloseTo(areas[~code & 255], within(1e-9));
        }
    }

    @Test
    void facesMeasureTheirSpacings() {
        double[] areas = SurfaceElements.areas(new Vec3(2, 3, 5));
        assertThat(areas[0b01010101]).isCloseTo(15, EXACT);
        assertThat(areas[0b00110011]).isCloseTo(10, EXACT);
        assertThat(areas[0b00001111]).isCloseTo(6, EXACT);
        // The rectangle about an edge along i: 2 mm by half the diagonal of 3 and 5.
        assertThat(areas[0b11]).isCloseTo(2 * Math.sqrt(34) / 2, EXACT);
    }
}
