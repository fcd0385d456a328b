package org.foldlink.inference;

import java.util.Arrays;
import org.foldlink.inference.SegmentationException.Code;

/** Whether a network's file takes and gives what the model's plans ask for; the same words from every adapter. */
public final class NetworkFit {

    private NetworkFit() {}

    /** {@code [1, channels, z, y, x]}; {@code [1, channels, y, x]} where a 2D network's file has that {@code rank}, and of a classifier's output {@code [1, channels]}. */
    public static long[] dims(TileShape shape, int channels, int rank) {
        if (shape.classifies() && rank == 2) {
            return new long[] {1, channels};
        }
        return shape.depth() == 1 && rank == 4
                ? new long[] {1, channels, shape.height(), shape.width()}
                : new long[] {1, channels, shape.depth(), shape.height(), shape.width()};
    }

    /**
     * @param file "fold_0/model.onnx"
     * @param side "input" or "output"
     * @throws SegmentationException unless there is one
     */
    public static void requireOne(String file, String side, long count) throws SegmentationException {
        if (count != 1) {
            throw unfit(file + " has " + count + " " + side + "s (expected 1)");
        }
    }

    /**
     * @param actual what the file says, -1 where it takes any size
     * @param channels expected second size: channels in, heads out
     * @param meaning of the second size, for the message
     * @throws SegmentationException unless it fits
     */
    public static void requireShape(
            String file, String side, String node, long[] actual, TileShape shape, int channels, String meaning)
            throws SegmentationException {
        int rank = !shape.classifies() ? actual.length : side.equals("output") ? 2 : 5;
        long[] expected = dims(shape, channels, rank);
        boolean fits = actual.length == expected.length;
        for (int d = 0; fits && d < expected.length; d++) {
            fits = actual[d] == -1 || actual[d] == expected[d];
        }
        if (!fits) {
            String patch = expected.length == 2 ? ")" : expected.length == 4 ? ", patch y, x)" : ", patch z, y, x)";
            throw unfit(file + " " + side + " " + node + " has shape " + text(actual) + " (the model's plan asks for "
                    + text(expected) + ": batch, " + meaning + patch);
        }
    }

    private static String text(long[] dims) {
        return Arrays.toString(dims).replace("-1", "any");
    }

    public static SegmentationException unfit(String message) {
        return new SegmentationException(Code.BAD_MODEL, "model", message);
    }
}
