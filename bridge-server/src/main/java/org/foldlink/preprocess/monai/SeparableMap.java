package org.foldlink.preprocess.monai;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;

/** Applies an operator an axis to every channel of a tensor. */
final class SeparableMap {

    private final Workers workers;
    private final BooleanSupplier stop;

    SeparableMap(Workers workers, BooleanSupplier stop) {
        this.workers = workers;
        this.stop = stop;
    }

    /** The tensor itself if nothing changes. */
    Tensor apply(Tensor image, AxisOperator[] axes) {
        Tensor result = image;
        // The axis that shrinks most comes first.
        boolean[] done = new boolean[3];
        for (int round = 0; round < 3; round++) {
            int next = -1;
            for (int a = 0; a < 3; a++) {
                if (!done[a] && (next < 0 || growth(axes[a]) < growth(axes[next]))) {
                    next = a;
                }
            }
            done[next] = true;
            if (!axes[next].isIdentity()) {
                result = along(next, result, axes[next]);
            }
        }
        return result;
    }

    private static double growth(AxisOperator axis) {
        return (double) axis.out() / axis.in();
    }

    private Tensor along(int axis, Tensor image, AxisOperator operator) {
        int[] shape = image.shape();
        shape[axis] = operator.out();
        Tensor to = Tensor.allocate(image.channels(), shape[0], shape[1], shape[2]);
        workers.forEach(
                image.channels() * shape[0],
                i -> {
                    int channel = i / shape[0];
                    int z = i % shape[0];
                    float[] out = to.slice(channel, z);
                    switch (axis) {
                        case 0 -> alongDepth(image, channel, operator, z, out);
                        case 1 -> alongHeight(image.slice(channel, z), shape[2], operator, out);
                        default -> alongWidth(image.slice(channel, z), image.width(), operator, out);
                    }
                },
                stop);
        return to;
    }

    private static void alongDepth(Tensor image, int channel, AxisOperator operator, int z, float[] out) {
        double[] weights = operator.weights(z);
        double[] sums = new double[out.length];
        for (int t = 0; t < weights.length; t++) {
            add(image.slice(channel, operator.first(z) + t), 0, weights[t], sums);
        }
        store(sums, out, 0);
    }

    private static void alongHeight(float[] slice, int width, AxisOperator operator, float[] out) {
        double[] sums = new double[width];
        for (int y = 0; y < operator.out(); y++) {
            double[] weights = operator.weights(y);
            Arrays.fill(sums, 0);
            for (int t = 0; t < weights.length; t++) {
                add(slice, (operator.first(y) + t) * width, weights[t], sums);
            }
            store(sums, out, y * width);
        }
    }

    private static void add(float[] from, int at, double weight, double[] sums) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += weight * from[at + x];
        }
    }

    private static void store(double[] sums, float[] out, int at) {
        for (int x = 0; x < sums.length; x++) {
            out[at + x] = (float) sums[x];
        }
    }

    private static void alongWidth(float[] slice, int width, AxisOperator operator, float[] out) {
        int to = operator.out();
        int rows = slice.length / width;
        for (int x = 0; x < to; x++) {
            double[] weights = operator.weights(x);
            int first = operator.first(x);
            for (int y = 0; y < rows; y++) {
                double sum = 0;
                for (int t = 0; t < weights.length; t++) {
                    sum += weights[t] * slice[y * width + first + t];
                }
                out[y * to + x] = (float) sum;
            }
        }
    }
}
