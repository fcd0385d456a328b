package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.foldlink.inference.SegmentationException.Code;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SpreadSegmenterTest {

    @TempDir
    Path folder;

    /** Holds each run until it is let go; says which device made a result. */
    private static final class Held implements Engine {

        private final String name;
        private final List<CountDownLatch> gates = new ArrayList<>();
        private boolean closed;
        private boolean fails;

        Held(String name) {
            this.name = name;
        }

        @Override
        public List<Finding> check(SegmentationRequest request) {
            return List.of(new Finding(Finding.Level.WARNING, "from", name, name));
        }

        @Override
        public long estimateBytes(SegmentationRequest request) {
            return 7;
        }

        @Override
        public Segmentation segment(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
                throws SegmentationException {
            if (fails) {
                throw new SegmentationException(Code.RUNTIME, "device", name + " fell out");
            }
            CountDownLatch gate = new CountDownLatch(1);
            synchronized (gates) {
                gates.add(gate);
                gates.notifyAll();
            }
            try {
                assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            Volume input = request.channels().get(0);
            Volume labels = Volume.allocate(input.grid(), VoxelType.UINT8);
            var provenance = new Segmentation.Provenance(
                    "m", "1", "h", List.of(0), List.of("c"), "exact", false, false, name, "float32", "fake");
            return new Segmentation(labels, Optional.empty(), Map.of(), Map.of(), provenance, Map.of());
        }

        @Override
        public Classification classify(SegmentationRequest request, SegmentationListener listener, CancelToken cancel) {
            var provenance = new Segmentation.Provenance(
                    "m", "1", "h", List.of(0), List.of("c"), "exact", false, false, name, "float32", "fake");
            return new Classification(
                    List.of(0.0), List.of(0.5, 0.5), 1, List.of("no", "yes"), List.of(), provenance, Map.of());
        }

        void awaitRuns(int count) throws InterruptedException {
            synchronized (gates) {
                while (gates.size() < count) {
                    gates.wait();
                }
            }
        }

        void letGo(int run) {
            synchronized (gates) {
                gates.get(run).countDown();
            }
        }

        @Override
        public boolean overlaps() {
            return true;
        }

        @Override
        public String device() {
            return name;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private SegmentationRequest request() throws Exception {
        ModelDescriptor model = TestModels.model().write(folder, "threshold");
        Volume input = TestVolumes.random(new Random(1), TestVolumes.grid(new Random(1), 4, 6, 1, 1));
        return new SegmentationRequest(model, List.of(input), SegmentationOptions.DEFAULT);
    }

    private static CompletableFuture<String> start(Segmenter on, SegmentationRequest request) {
        // A thread each: these wait for one another, and a shared pool may have only one.
        Executor threads = task -> new Thread(task).start();
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return on.segment(request, SegmentationListener.SILENT, new CancelToken())
                                .provenance()
                                .device();
                    } catch (SegmentationException | CancelledException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }

    @Test
    void eachRunGoesToTheDeviceWithTheFewest() throws Exception {
        Held zero = new Held("CUDA:0");
        Held one = new Held("CUDA:1");
        try (SpreadSegmenter spread = new SpreadSegmenter(List.of(zero, one))) {
            SegmentationRequest request = request();
            CompletableFuture<String> first = start(spread, request);
            zero.awaitRuns(1);
            CompletableFuture<String> second = start(spread, request);
            one.awaitRuns(1);
            one.letGo(0);
            assertThat(second.get()).isEqualTo("CUDA:1");
            CompletableFuture<String> third = start(spread, request);
            one.awaitRuns(2);
            CompletableFuture<String> fourth = start(spread, request);
            zero.awaitRuns(2);
            zero.letGo(0);
            zero.letGo(1);
            one.letGo(1);
            assertThat(List.of(first.get(), third.get(), fourth.get())).containsExactly("CUDA:0", "CUDA:1", "CUDA:0");
        }
        assertThat(zero.closed && one.closed).isTrue();
    }

    @Test
    void aRunThatFailsGivesItsPlaceBack() throws Exception {
        Held zero = new Held("CUDA:0");
        Held one = new Held("CUDA:1");
        zero.fails = true;
        try (SpreadSegmenter spread = new SpreadSegmenter(List.of(zero, one))) {
            SegmentationRequest request = request();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> spread.segment(request, SegmentationListener.SILENT, new CancelToken()))
                        .hasMessage("CUDA:0 fell out");
            }
        }
    }

    @Test
    void itSpeaksForAllItsDevices() throws Exception {
        try (SpreadSegmenter spread =
                new SpreadSegmenter(List.of(new Held("CUDA:0"), new Held("CUDA:1"), new Held("CUDA:5")))) {
            assertThat(spread.devices()).isEqualTo(3);
            assertThat(spread.overlaps()).isTrue();
            assertThat(spread.device()).isEqualTo("CUDA:0; CUDA:1; CUDA:5");
            assertThat(spread.estimateBytes(request())).isEqualTo(7);
            assertThat(spread.check(request())).hasSize(1);
        }
        assertThatThrownBy(() -> new SpreadSegmenter(List.of())).hasMessage("engines: none (expected one or more)");
    }
}
