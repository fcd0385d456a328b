package org.foldlink.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What a fused graph gives. The buffers are direct and the receiver's until the network's next run.
 *
 * @param labels on the block of input voxels that was resampled, {@code [z, y, x]}, x fastest
 * @param netLabels the ensemble's labels on the padded network's grid
 * @param votes on the same grid: how many folds' own label that is, 0–255
 * @param notFinite folds, by their place among those of the run, that gave a logit that is not finite
 */
public record VolumeOutput(Labels labels, Labels netLabels, ByteBuffer votes, List<Integer> notFinite) {

    public VolumeOutput {
        notFinite = List.copyOf(notFinite);
    }

    /**
     * Label values one after the other.
     *
     * @param wide four bytes a value, native order; else one
     */
    public record Labels(ByteBuffer bytes, boolean wide) {

        public static Labels allocate(int values, boolean wide) {
            int bytes = Math.multiplyExact(values, wide ? Integer.BYTES : 1);
            return new Labels(ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()), wide);
        }

        public int at(int i) {
            return wide ? bytes.getInt(i * Integer.BYTES) : bytes.get(i) & 0xFF;
        }
    }
}
