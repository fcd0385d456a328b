package org.foldlink.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A network whose logits depend on the value and on the place in the tile, so that a wrong flip or offset shows: head {@code h} at voxel
 * {@code v} is {@code (h + 1) · value + ((31 · v + 7 · h) mod 13)}. Small whole numbers in give whole numbers out, whose sums are exact.
 */
final class PlaceNetwork implements Network {

    private final TileShape shape;
    private final FloatBuffer input;
    private final FloatBuffer output;
    int passes;

    PlaceNetwork(TileShape shape) {
        this.shape = shape;
        this.input = direct(shape.inputSize());
        this.output = direct(shape.outputSize());
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(4 * floats)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    static float logit(int head, int voxel, float value) {
        return (head + 1) * value + (31 * voxel + 7 * head) % 13;
    }

    @Override
    public FloatBuffer input() {
        return input;
    }

    @Override
    public FloatBuffer output() {
        return output;
    }

    @Override
    public void run(CancelToken cancel) throws CancelledException {
        cancel.throwIfCancelled();
        passes++;
        for (int h = 0; h < shape.heads(); h++) {
            for (int v = 0; v < shape.voxels(); v++) {
                output.put(h * shape.voxels() + v, logit(h, v, input.get(v)));
            }
        }
    }

    @Override
    public void close() {}
}
