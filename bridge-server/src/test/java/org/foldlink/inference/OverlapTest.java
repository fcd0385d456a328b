package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foldlink.inference.TestModels.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.inference.Progress.Phase;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two runs of one tile on one engine: which phases meet, told by what each has to wait for. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OverlapTest {

    private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(2);

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final Volume volume = TestVolumes.random(new Random(2), new Grid(8, 7, 6, Affine.IDENTITY));
    private ModelDescriptor model;

    @BeforeEach
    void write() throws Exception {
        model = model().noMirroring().write(folder, "threshold");
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** Says each phase once, and {@code told} with it. */
    private Future<Segmentation> run(Segmenter engine, String name, Phase phase, CountDownLatch told) {
        return threads.submit(() -> engine.segment(
                new SegmentationRequest(model, List.of(volume), SegmentationOptions.DEFAULT),
                new SegmentationListener() {
                    private Phase last = Phase.PAUSED;

                    @Override
                    public void progress(Progress progress) {
                        if (progress.phase() != last) {
                            last = progress.phase();
                            events.add(name + " " + last);
                        }
                        if (progress.phase() == phase) {
                            told.countDown();
                        }
                    }

                    @Override
                    public void preview(Preview preview) {}
                },
                new CancelToken()));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void besideTheHostTheNextIsPreparedAndTheLastExportedWhileTheNetworkRuns() throws Exception {
        CountDownLatch firstRuns = new CountDownLatch(1);
        CountDownLatch secondPrepares = new CountDownLatch(1);
        CountDownLatch firstDone = new CountDownLatch(1);
        List<CountDownLatch> passes = Collections.synchronizedList(new ArrayList<>(List.of(secondPrepares, firstDone)));
        // The first pass waits until the second run is being prepared, the second's until the first run has been
        // exported.
        FakeRuntime runtime =
                new FakeRuntime(0.5f, () -> {
                    firstRuns.countDown();
                    await(passes.remove(0));
                }) {
                    @Override
                    public boolean besideHost() {
                        return true;
                    }
                };
        try (EnsembleSegmenter engine = new EnsembleSegmenter(runtime, SETTINGS)) {
            assertThat(engine.overlaps()).isTrue();
            Future<Segmentation> first = run(engine, "first", Phase.DONE, firstDone);
            firstRuns.await();
            Future<Segmentation> second = run(engine, "second", Phase.PREPROCESSING, secondPrepares);
            first.get();
            second.get();
        }
        assertThat(events.indexOf("second PREPROCESSING")).isLessThan(events.indexOf("first EXPORT"));
        assertThat(events.indexOf("second LOADING")).isGreaterThan(events.indexOf("first EXPORT"));
        assertThat(events.indexOf("second EXPORT")).isGreaterThan(events.indexOf("first DONE"));
    }

    @Test
    void onTheHostOneRunEndsBeforeTheNextIsPrepared() throws Exception {
        CountDownLatch firstRuns = new CountDownLatch(1);
        try (EnsembleSegmenter engine = new EnsembleSegmenter(new FakeRuntime(0.5f, firstRuns::countDown), SETTINGS)) {
            assertThat(engine.overlaps()).isFalse();
            Future<Segmentation> first = run(engine, "first", Phase.DONE, new CountDownLatch(1));
            firstRuns.await();
            Future<Segmentation> second = run(engine, "second", Phase.DONE, new CountDownLatch(1));
            first.get();
            second.get();
        }
        assertThat(events)
                .containsExactly(
                        "first PREPROCESSING",
                        "first LOADING",
                        "first INFERENCE",
                        "first EXPORT",
                        "first DONE",
                        "second PREPROCESSING",
                        "second LOADING",
                        "second INFERENCE",
                        "second EXPORT",
                        "second DONE");
    }
}
