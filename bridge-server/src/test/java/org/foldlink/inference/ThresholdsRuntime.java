package org.foldlink.inference;

import java.nio.FloatBuffer;
import java.util.List;
import org.foldlink.models.FoldFile;

/** As {@link FakeRuntime}, a threshold a fold. */
final class ThresholdsRuntime implements NetworkRuntime {

    private final List<FakeRuntime> runtimes;
    int open;

    ThresholdsRuntime(List<Float> thresholds) {
        this.runtimes = thresholds.stream().map(FakeRuntime::new).toList();
    }

    @Override
    public Network open(FoldFile fold, TileShape shape) throws SegmentationException {
        Network network = runtimes.get(fold.index()).open(fold, shape);
        open++;
        return new Counted(network);
    }

    private final class Counted implements Network {

        private final Network network;

        Counted(Network network) {
            this.network = network;
        }

        @Override
        public FloatBuffer input() {
            return network.input();
        }

        @Override
        public FloatBuffer output() {
            return network.output();
        }

        @Override
        public void run(CancelToken cancel) throws SegmentationException, CancelledException {
            network.run(cancel);
        }

        @Override
        public void close() {
            open--;
            network.close();
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
