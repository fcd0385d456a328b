package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.foldlink.models.FoldFile;
import org.foldlink.models.FusedModel;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelFolder;
import org.foldlink.models.ModelPlan;
import org.foldlink.preprocess.AxisTaps;
import org.foldlink.preprocess.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which runs take fused graphs, and what those are told of a volume. */
class FusingTest {

    private static final TileShape SHAPE = new TileShape(2, 4, 8, 10, 12);

    @TempDir
    Path folder;

    /** A runtime with fused graphs that nobody opens. */
    private static final class Device implements NetworkRuntime {

        private final boolean beside;
        private final long memory;

        Device(boolean beside, long memory) {
            this.beside = beside;
            this.memory = memory;
        }

        @Override
        public Network open(FoldFile fold, TileShape shape) {
            throw new AssertionError("nothing is to run");
        }

        @Override
        public Optional<VolumeRuntime> volumes() {
            return Optional.of(new VolumeRuntime() {
                @Override
                public VolumeNetwork open(FusedModel model, FusedModel.Graph graph) {
                    throw new AssertionError("nothing is to run");
                }

                @Override
                public long memoryBytes() {
                    return memory;
                }
            });
        }

        @Override
        public boolean besideHost() {
            return beside;
        }

        @Override
        public String device() {
            return "GPU";
        }

        @Override
        public String engine() {
            return "fake";
        }

        @Override
        public void close() {}
    }

    private static Fusing fusing(Fused when, NetworkRuntime runtime) {
        return new Fusing(runtime, EngineSettings.defaults().withGpu(GpuSettings.DEFAULT.withFused(when)));
    }

    @Test
    void autoTakesThemOnADeviceOfItsOwn() throws Exception {
        ModelDescriptor model = FusedTestModel.write(folder);
        ModelPlan plan = ModelFolder.plan(model.folder());
        SegmentationOptions options = SegmentationOptions.DEFAULT;
        NetworkRuntime gpu = new Device(true, 1L << 40);
        NetworkRuntime cpu = new Device(false, 1L << 40);
        assertThat(fusing(Fused.AUTO, gpu).choose(model, plan, options).graphs())
                .isPresent();
        assertThat(fusing(Fused.AUTO, cpu).choose(model, plan, options)).isEqualTo(FusedChoice.PLAIN);
        assertThat(fusing(Fused.ALWAYS, cpu).choose(model, plan, options).graphs())
                .isPresent();
        assertThat(fusing(Fused.NEVER, gpu).choose(model, plan, options)).isEqualTo(FusedChoice.PLAIN);
        assertThat(fusing(Fused.ALWAYS, new FakeRuntime(0)).choose(model, plan, options))
                .isEqualTo(FusedChoice.PLAIN);
        assertThat(fusing(Fused.AUTO, gpu)
                        .choose(model, plan, options.withMode(Mode.ADAPTIVE))
                        .notice())
                .contains("fused graphs give labels and votes, not logits, which are asked for; each fold's own network"
                        + " runs");
    }

    @Test
    void theFirstFoldRunsAloneUnlessTheWholeIsKnownToBeQuickAndNothingRunsThatDoesNotFit() throws Exception {
        ModelDescriptor model = FusedTestModel.write(folder);
        ModelPlan plan = ModelFolder.plan(model.folder());
        int[] net = {20, 20, 20};
        Fusing fusing = fusing(Fused.AUTO, new Device(true, 1L << 40));
        FusedChoice.Graphs graphs =
                fusing.choose(model, plan, SegmentationOptions.DEFAULT).graphs().orElseThrow();
        assertThat(fusing.way("m", graphs, SHAPE, 3, 10, net, 8000)).contains(Fusing.Way.AFTER_FIRST);
        fusing.took("m", graphs, 20, 1.0);
        assertThat(fusing.way("m", graphs, SHAPE, 3, 10, net, 8000)).contains(Fusing.Way.WHOLE);
        assertThat(fusing.way("m", graphs, SHAPE, 3, 14, net, 8000)).contains(Fusing.Way.AFTER_FIRST);
        assertThat(fusing.way("another", graphs, SHAPE, 3, 10, net, 8000)).contains(Fusing.Way.AFTER_FIRST);
        FusedChoice.Graphs silent = fusing.choose(model, plan, SegmentationOptions.DEFAULT.withPreviews(false))
                .graphs()
                .orElseThrow();
        assertThat(fusing.way("another", silent, SHAPE, 3, 1000, net, 8000)).contains(Fusing.Way.WHOLE);
        assertThat(fusing.way("m", graphs, SHAPE, 3, 10, new int[] {2000, 2000, 2000}, 8000))
                .isEmpty();
        Fusing small = fusing(Fused.AUTO, new Device(true, 1 << 20));
        assertThat(small.way("m", graphs, SHAPE, 3, 10, net, 8000)).isEmpty();
    }

    @Test
    void theEstimateOfMemoryDoesNotGrowWithDepthButForTheVolumeItself() {
        FusedMemory memory = new FusedMemory(SHAPE, 3, false, false, 1000);
        long plane = 20 * 30;
        long deep = memory.bytes(new int[] {200, 20, 30}, 0);
        long shallow = memory.bytes(new int[] {100, 20, 30}, 0);
        assertThat(deep - shallow).isEqualTo(100 * plane * (4L * 2 + 4));
        assertThat(memory.bytes(new int[] {8, 20, 30}, 0))
                .isEqualTo(4 * (8 * plane * (3 * 13 + 3 * 4) + 6 * 960L * 13 + 8 * plane * 2)
                        + 4 * 8 * plane
                        + 960L * 1024
                        + 1000);
        assertThat(memory.fitsBuffers(new int[] {1, 1, 1 << 28}, 1)).isFalse();
        assertThat(memory.fitsBuffers(new int[] {1, 1, 1 << 27}, 1)).isTrue();
    }

    @Test
    void layersHandOnEverySliceOnceAndOutputSlicesAsSoonAsTheyCanBe() {
        Random random = new Random(20260404);
        for (int round = 0; round < 200; round++) {
            int in = 1 + random.nextInt(40);
            int out = 1 + random.nextInt(60);
            int order = random.nextInt(2);
            AxisTaps z = new AxisTaps(in, out, order);
            AxisTaps y = new AxisTaps(10, 10, 1);
            AxisTaps x = new AxisTaps(12, 9, 1);
            Tiling tiling =
                    new Tiling(new int[][] {Tiles.starts(in, 8), {0}, {0}}, new float[960], List.of(new boolean[3]));
            VolumeTask task = VolumeTask.of(
                    Tensor.allocate(2, in, 10, 12), tiling, SHAPE, new AxisTaps[] {z, y, x}, 3, Optional.empty());
            long[] advance = task.advance();
            long[] ready = task.ready();
            assertThat(LongStream.of(advance).sum()).isEqualTo(task.padded(0));
            assertThat(ready[0]).isZero();
            assertThat(ready[ready.length - 1]).isEqualTo(out);
            long finished = 0;
            for (int layer = 0; layer < advance.length; layer++) {
                finished += advance[layer];
                for (int o = 0; o < out; o++) {
                    long last = task.first(0)[o] + (task.upper(0)[o] > 0 ? 1 : 0);
                    assertThat(o < ready[layer + 1])
                            .as("slice %d after layer %d", o, layer)
                            .isEqualTo(last < finished);
                }
            }
        }
    }
}
