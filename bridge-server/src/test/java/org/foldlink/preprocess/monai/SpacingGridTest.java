package org.foldlink.preprocess.monai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpacingGridTest {

    private static double[][] diagonal(double a, double b, double c) {
        return new double[][] {{a, 0, 0}, {0, b, 0}, {0, 0, c}};
    }

    @Test
    void theFirstVoxelsCoincide() {
        SpacingGrid grid = SpacingGrid.of(
                diagonal(0.8, 1, 2.5), new double[] {-12.5, 7, 30}, new int[] {11, 4, 3}, List.of(1.5, 0.0, 1.0));
        assertThat(new int[] {grid.shape(0), grid.shape(1), grid.shape(2)}).containsExactly(6, 4, 6);
        assertThat(grid.scale(0)).isCloseTo(1.875, within(1e-12));
        assertThat(grid.scale(2)).isCloseTo(0.4, within(1e-12));
        assertThat(grid.shift(0)).isZero();
        assertThat(grid.unchanged()).isFalse();
    }

    /** Shapes that lie halfway, as MONAI 1.6.1 rounds them. */
    @ParameterizedTest
    @CsvSource({
        "0.5, 1, 20, 10",
        "0.5, 1, 50, 26",
        "1.5, 1, 50, 74",
        "0.75, 0.5, 20, 30",
        "2.5, 2, 33, 41",
        "0.9, 1.2, 51, 38"
    })
    void halvesRoundToEven(double spacing, double target, int size, int expected) {
        SpacingGrid grid = SpacingGrid.of(
                diagonal(spacing, 1, 1), new double[3], new int[] {size, 5, 5}, List.of(target, 1.0, 1.0));
        assertThat(grid.shape(0)).isEqualTo(expected);
    }

    @Test
    void axesThatAreOrthogonalToSinglePrecisionOnlyAreLaidOnTheirMiddles() {
        float c = (float) Math.cos(0.4);
        float s = (float) Math.sin(0.4);
        double[][] steps = {{c, -s * 1.0000004, 0}, {s, c, 0}, {0, 0, 1}};
        SpacingGrid grid =
                SpacingGrid.of(steps, new double[] {3, 4, 5}, new int[] {41, 46, 33}, List.of(1.5, 1.5, 1.5));
        assertThat(grid.shape(0)).isEqualTo(28);
        assertThat(grid.shift(0)).isCloseTo(41 / 2.0 - 28 / 2.0 * 1.5, within(1e-5));
        assertThat(grid.shift(2)).isCloseTo(33 / 2.0 - 22 / 2.0 * 1.5, within(1e-5));
    }

    @Test
    void aThousandthIsNoDifference() {
        SpacingGrid grid =
                SpacingGrid.of(diagonal(1.5006, 2, 1), new double[3], new int[] {300, 20, 20}, List.of(1.5, 2.0, 1.0));
        assertThat(grid.unchanged()).isTrue();
    }
}
