package org.foldlink.preprocess.monai;

import org.foldlink.models.MonaiStep;
import org.foldlink.preprocess.Tensor;

/**
 * The box of MONAI's {@code CropForeground}. It may reach beyond the image, where it holds zeros. MONAI crops an image without foreground to
 * nothing and fails later; here it stays whole. Immutable.
 */
final class Foreground {

    private final int[] start;
    private final int[] size;

    private Foreground(int[] start, int[] size) {
        this.start = start;
        this.size = size;
    }

    /** First voxel along array axis {@code a}; may be negative. */
    int start(int a) {
        return start[a];
    }

    /** Voxels along array axis {@code a}. */
    int size(int a) {
        return size[a];
    }

    static Foreground of(Tensor image, MonaiStep.CropForeground step) {
        int[] shape = image.shape();
        int[] low = shape.clone();
        int[] high = {-1, -1, -1};
        float above = (float) step.above();
        for (int c = 0; c < image.channels(); c++) {
            for (int z = 0; z < shape[0]; z++) {
                float[] slice = image.slice(c, z);
                for (int y = 0; y < shape[1]; y++) {
                    int first = y * shape[2];
                    int last = first + shape[2] - 1;
                    while (first <= last && !(slice[first] > above)) {
                        first++;
                    }
                    if (first <= last) {
                        while (!(slice[last] > above)) {
                            last--;
                        }
                        include(low, high, z, y, first - y * shape[2]);
                        include(low, high, z, y, last - y * shape[2]);
                    }
                }
            }
        }
        if (high[0] < 0) {
            return new Foreground(new int[3], shape);
        }
        int[] start = new int[3];
        int[] size = new int[3];
        for (int a = 0; a < 3; a++) {
            int first = low[a] - step.margin().get(a);
            int end = high[a] + step.margin().get(a) + 1;
            if (step.allowSmaller()) {
                first = Math.max(first, 0);
                end = Math.min(end, shape[a]);
            }
            int multiple = step.divisibleBy().get(a);
            size[a] = (end - first + multiple - 1) / multiple * multiple;
            start[a] = first - (size[a] - (end - first)) / 2;
        }
        return new Foreground(start, size);
    }

    private static void include(int[] low, int[] high, int... at) {
        for (int a = 0; a < 3; a++) {
            low[a] = Math.min(low[a], at[a]);
            high[a] = Math.max(high[a], at[a]);
        }
    }
}
