package org.foldlink.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LabelResamplerTest {

    private static int[] numbers(String text) {
        return Arrays.stream(text.trim().split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    private static char[][] labels(int[] shape, int[] values) {
        int area = shape[1] * shape[2];
        char[][] slices = new char[shape[0]][area];
        for (int i = 0; i < values.length; i++) {
            slices[i / area][i % area] = values[i] < 0 ? LabelResampler.OUTSIDE : (char) values[i];
        }
        return slices;
    }

    private static char[][] resample(AxisTaps[] taps, char[][] labels) {
        try (Workers workers = new Workers(2)) {
            return new LabelResampler(taps, workers, () -> false).resample(labels);
        }
    }

    /** Up and down, ties at every boundary, an axis apart in each position, order 0, one slice, nothing to do. */
    @Test
    void everyLabelIsNnunetsOwn() throws Exception {
        List<String> lines;
        try (var in = getClass().getResourceAsStream("/preprocess/label-resampling.txt")) {
            lines = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(l -> !l.startsWith("#"))
                    .toList();
        }
        assertThat(lines).hasSize(8);
        for (String line : lines) {
            String[] part = line.split("\\|", -1);
            int[] from = numbers(part[0]);
            int[] to = numbers(part[1]);
            int order = numbers(part[2])[0];
            int apart = numbers(part[3])[0];
            AxisTaps[] taps = new AxisTaps[3];
            for (int a = 0; a < 3; a++) {
                taps[a] = new AxisTaps(from[a], to[a], a == apart ? 0 : order);
            }
            assertThat(resample(taps, labels(from, numbers(part[4]))))
                    .as("%s to %s", part[0], part[1])
                    .isDeepEqualTo(labels(to, numbers(part[5])));
        }
    }

    @Test
    void ofEqualLabelsTheNearestWinsIfItIsOneOfThemElseTheSmallest() {
        AxisTaps[] middle = {new AxisTaps(2, 1, 1), new AxisTaps(2, 1, 1), new AxisTaps(2, 1, 1)};
        // All eight weigh the same; the nearest voxel is the last.
        int[] cube = {2, 2, 2, 1, 1, 1, 3, 3};
        assertThat(resample(middle, labels(new int[] {2, 2, 2}, cube))[0]).containsExactly((char) 1);
        int[] near = {2, 2, 2, 1, 1, 1, 3, 2};
        assertThat(resample(middle, labels(new int[] {2, 2, 2}, near))[0]).containsExactly((char) 2);
        int[] outside = {-1, 2, 2, 2, -1, -1, 3, 3};
        assertThat(resample(middle, labels(new int[] {2, 2, 2}, outside))[0]).containsExactly(LabelResampler.OUTSIDE);
    }
}
