package org.foldlink.preprocess.monai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.foldlink.models.MonaiStep.ResizeMode;
import org.foldlink.preprocess.AxisTaps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisOperatorTest {

    /** The squares 0, 1, 4, … by PyTorch 2.15's {@code interpolate}. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            TRILINEAR, 5, 0 0.4375 1.1875 3.0625 5.5625 8.6875 12.9375 16
            TRILINEAR, 8, 0.3 3.7 12.5 26.1 45.1
            TRILINEAR_ALIGN_CORNERS, 5, 0 0.571429 1.428572 3.142858 5.428572 8.285715 12.000002 16
            TRILINEAR_ALIGN_CORNERS, 8, 0 3.25 12.5 27.75 49
            AREA, 5, 0 0.5 1 2.5 6.5 9 12.5 16
            AREA, 8, 0.5 4.666667 12.5 25.666666 42.5
            AREA, 3, 0 0 0.5 1 2.5 4 4
            NEAREST, 5, 0 0 1 1 4 9 9 16
            NEAREST, 8, 0 1 9 16 36
            NEAREST_EXACT, 5, 0 0 1 4 4 9 16 16
            NEAREST_EXACT, 8, 0 4 16 25 49
            NEAREST_EXACT, 3, 0 0 1 1 1 4 4
            """)
    void resizesAsPyTorch(ResizeMode mode, int in, String expected) {
        String[] values = expected.split(" ", -1);
        AxisOperator operator = AxisOperator.resize(in, values.length, mode);
        for (int o = 0; o < values.length; o++) {
            assertThat(apply(operator, squares(in), o))
                    .as("output %d", o)
                    .isCloseTo(Double.parseDouble(values[o]), within(5e-6));
        }
    }

    @Test
    void aWindowBeyondTheEndsIsZeroThere() {
        AxisOperator window = AxisOperator.window(4, -2, 7);
        assertThat(window.extent()).containsExactly(2, 6);
        double[] all = new double[7];
        for (int o = 0; o < 7; o++) {
            all[o] = apply(window, new double[] {5, 6, 7, 8}, o);
        }
        assertThat(all).containsExactly(0, 0, 5, 6, 7, 8, 0);
    }

    @Test
    void theNearestOfTwoIsTheEvenOne() {
        AxisOperator half = AxisOperator.nearest(4, 8, 0.5, 0);
        int[] picked = new int[8];
        for (int o = 0; o < 8; o++) {
            picked[o] = half.first(o);
        }
        assertThat(picked).containsExactly(0, 0, 1, 2, 2, 2, 3, 3);
    }

    @Test
    void aChainIsOneAfterTheOther() {
        Random random = new Random(5);
        List<ResizeMode> modes = List.copyOf(EnumSet.allOf(ResizeMode.class));
        for (int round = 0; round < 200; round++) {
            int size = 2 + random.nextInt(12);
            int net = 1 + random.nextInt(14);
            int box = 1 + random.nextInt(9);
            int start = random.nextInt(7) - 3;
            AxisOperator resize = AxisOperator.resize(net, box, modes.get(random.nextInt(modes.size())));
            AxisOperator pad = AxisOperator.window(box, -start, size);
            AxisOperator space = AxisOperator.linear(size, 1 + random.nextInt(20), 0.3 + random.nextDouble(), -0.4);
            AxisOperator chain = space.after(pad).after(resize);
            double[] values = random.doubles(net).toArray();
            double[] boxed = all(resize, values);
            double[] padded = all(pad, boxed);
            for (int o = 0; o < space.out(); o++) {
                assertThat(apply(chain, values, o)).isCloseTo(apply(space, padded, o), within(1e-12));
            }
        }
    }

    @Test
    void tapsCarryTheSameWeights() {
        AxisOperator operator = AxisOperator.resize(5, 2, ResizeMode.AREA).after(AxisOperator.window(7, -1, 5));
        AxisTaps taps = operator.taps(0, 2, false);
        double[] values = squares(7);
        for (int o = 0; o < 2; o++) {
            double sum = 0;
            for (int t = 0; t < taps.taps(); t++) {
                sum += taps.weight(o, t) * values[taps.first(o) + t];
            }
            assertThat(sum).isCloseTo(apply(operator, values, o), within(1e-12));
        }
    }

    private static double[] squares(int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = i * i;
        }
        return values;
    }

    private static double[] all(AxisOperator operator, double[] values) {
        double[] out = new double[operator.out()];
        for (int o = 0; o < out.length; o++) {
            out[o] = apply(operator, values, o);
        }
        return out;
    }

    private static double apply(AxisOperator operator, double[] values, int o) {
        double sum = 0;
        for (int t = 0; t < operator.weights(o).length; t++) {
            sum += operator.weights(o)[t] * values[operator.first(o) + t];
        }
        return sum;
    }
}
