package org.foldlink.preprocess;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.foldlink.volume.Volume;
import org.foldlink.volume.Voxels;

/**
 * The labelmap of a cascade's previous stage on its way into the next: cut to the image's block, resampled, one channel a label. Array axes
 * z, y, x after the model's reorientation; values as {@link LabelResampler} has them.
 */
final class PreviousLabels {

    private final Workers workers;
    private final BooleanSupplier stop;

    PreviousLabels(Workers workers, BooleanSupplier stop) {
        this.workers = workers;
        this.stop = stop;
    }

    /**
     * The crop's labels. As in nnU-Net, background outside of the nonzero mask is its own label, and a label outside of the mask belongs to
     * the mask.
     *
     * @param labels on the image's own grid
     * @param crop half-open {start z, y, x, end z, y, x}
     * @param inside of the crop, holes filled; widened by the labels
     */
    char[][] load(Volume labels, AxisMap axes, int[] crop, boolean[][] inside) {
        int width = crop[5] - crop[2];
        char[][] slices = new char[crop[3] - crop[0]][];
        Voxels voxels = labels.voxels();
        workers.forEach(
                slices.length,
                z -> {
                    char[] slice = new char[(crop[4] - crop[1]) * width];
                    for (int i = 0; i < slice.length; i++) {
                        long at = axes.index(z + crop[0], i / width + crop[1], i % width + crop[2]);
                        char label = (char) voxels.get(at);
                        slice[i] = label == 0 && !inside[z][i] ? LabelResampler.OUTSIDE : label;
                        inside[z][i] |= label != 0;
                    }
                    slices[z] = slice;
                },
                stop);
        return slices;
    }

    /** @param b half-open block inside of slices {@code width} wide */
    static char[][] cut(char[][] slices, int width, int[] b) {
        char[][] part = new char[b[3] - b[0]][(b[4] - b[1]) * (b[5] - b[2])];
        for (int z = b[0]; z < b[3]; z++) {
            for (int y = b[1]; y < b[4]; y++) {
                System.arraycopy(slices[z], y * width + b[2], part[z - b[0]], (y - b[1]) * (b[5] - b[2]), b[5] - b[2]);
            }
        }
        return part;
    }

    /** The image's channels, then 1 where the voxel has the label and 0 elsewhere, a channel for each of {@code values} in their order. */
    Tensor append(Tensor image, char[][] labels, List<Integer> values) {
        int area = image.height() * image.width();
        float[] nowhere = new float[area];
        float[][][] all = new float[image.channels() + values.size()][][];
        for (int c = 0; c < image.channels(); c++) {
            all[c] = image.channel(c);
        }
        for (int v = 0; v < values.size(); v++) {
            int value = values.get(v);
            float[][] channel = new float[labels.length][];
            workers.forEach(labels.length, z -> channel[z] = where(labels[z], value, nowhere), stop);
            all[image.channels() + v] = channel;
        }
        return Tensor.of(image.height(), image.width(), all);
    }

    private static float[] where(char[] labels, int value, float[] nowhere) {
        float[] slice = nowhere;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == value) {
                if (slice == nowhere) {
                    slice = new float[labels.length];
                }
                slice[i] = 1;
            }
        }
        return slice;
    }
}
