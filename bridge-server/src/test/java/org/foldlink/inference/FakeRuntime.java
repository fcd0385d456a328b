package org.foldlink.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicInteger;
import org.foldlink.models.FoldFile;

/** The port without a runtime behind it: head 0 is 0, every other head is the first channel minus the threshold. */
public class FakeRuntime implements NetworkRuntime {

    private final float threshold;
    private final Runnable whileRunning;
    public final AtomicInteger opened = new AtomicInteger();
    public final AtomicInteger closed = new AtomicInteger();
    public final AtomicInteger passes = new AtomicInteger();

    public FakeRuntime(float threshold) {
        this(threshold, () -> {});
    }

    /** @param whileRunning called once in each pass */
    public FakeRuntime(float threshold, Runnable whileRunning) {
        this.threshold = threshold;
        this.whileRunning = whileRunning;
    }

    @Override
    public Network open(FoldFile fold, TileShape shape) throws SegmentationException {
        if (!Files.exists(fold.onnx())) {
            throw new SegmentationException(
                    SegmentationException.Code.BAD_MODEL,
                    "model",
                    "fold_" + fold.index() + "/model.onnx is missing (expected the fold's ONNX network)");
        }
        opened.incrementAndGet();
        return new FakeNetwork(shape);
    }

    private final class FakeNetwork implements Network {

        private final TileShape shape;
        private final FloatBuffer input;
        private final FloatBuffer output;

        FakeNetwork(TileShape shape) {
            this.shape = shape;
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
        public void run(CancelToken cancel) throws CancelledException {
            cancel.throwIfCancelled();
            passes.incrementAndGet();
            whileRunning.run();
            for (int v = 0; v < shape.voxels(); v++) {
                output.put(v, 0);
                for (int h = 1; h < shape.heads(); h++) {
                    output.put(h * shape.voxels() + v, input.get(v) - threshold);
                }
            }
            cancel.throwIfCancelled();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Override
    public String device() {
        return "FAKE";
    }

    @Override
    public String engine() {
        return "fake runtime";
    }

    @Override
    public void close() {}
}
