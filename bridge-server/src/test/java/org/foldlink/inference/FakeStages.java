package org.foldlink.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.foldlink.models.FoldFile;

/** A runtime whose networks are functions of one voxel, chosen by the folder that a fold lies in. */
final class FakeStages implements NetworkRuntime {

    /** Logits of one voxel. */
    interface Voxel {

        /** @param channels of the voxel's input */
        float logit(float[] channels, int head);
    }

    /** Chooses a network. */
    interface Choice {

        /** @param folder name of the folder that {@code fold_k} lies in */
        Voxel of(String folder, int fold);
    }

    private final Choice choice;
    final List<TileShape> shapes = Collections.synchronizedList(new ArrayList<>());
    int passes;

    FakeStages(Choice choice) {
        this.choice = choice;
    }

    @Override
    public Network open(FoldFile fold, TileShape shape) {
        shapes.add(shape);
        String folder = fold.onnx().getName(fold.onnx().getNameCount() - 3).toString();
        return new FakeNetwork(shape, choice.of(folder, fold.index()));
    }

    private final class FakeNetwork implements Network {

        private final TileShape shape;
        private final Voxel voxel;
        private final FloatBuffer input;
        private final FloatBuffer output;

        FakeNetwork(TileShape shape, Voxel voxel) {
            this.shape = shape;
            this.voxel = voxel;
            this.input = direct(shape.inputSize());
            this.output = direct(shape.outputSize());
        }

        private static FloatBuffer direct(int floats) {
            return ByteBuffer.allocateDirect(4 * floats)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
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
        public void run(CancelToken cancel) {
            passes++;
            float[] channels = new float[shape.channels()];
            for (int v = 0; v < shape.voxels(); v++) {
                for (int c = 0; c < channels.length; c++) {
                    channels[c] = input.get(c * shape.voxels() + v);
                }
                for (int h = 0; h < shape.heads(); h++) {
                    output.put(h * shape.voxels() + v, voxel.logit(channels, h));
                }
            }
        }

        @Override
        public void close() {}
    }

    @Override
    public String device() {
        return "FAKE";
    }

    @Override
    public String engine() {
        return "fake stages";
    }

    @Override
    public void close() {}
}
