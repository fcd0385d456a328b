package org.foldlink.benchmarks.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.Preview;
import org.foldlink.inference.Progress;
import org.foldlink.inference.Segmentation;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelException;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;

/**
 * One prediction by FoldLink's engine, volume in memory to labelmap in memory, in seconds.
 *
 * @param wall all of it
 * @param network in the networks
 * @param passes of a network
 * @param phases as the engine states them
 * @param firstResult until the first preview, or the result where there is none
 */
record OurRun(double wall, double network, int passes, Map<String, Double> phases, double firstResult) {

    double outside() {
        return wall - network;
    }

    double phase(String name) {
        return phases.getOrDefault(name, 0.0);
    }

    /** Cutting tiles, weighing and summing their logits. */
    double tiling() {
        return phase("inference") - network;
    }

    /**
     * Several predictions one after the other.
     *
     * @param runtime closed at the end
     */
    static List<OurRun> of(NetworkRuntime runtime, EngineSettings settings, Subject subject, int folds, int repeats)
            throws IOException, SegmentationException, CancelledException {
        TimedRuntime timed = new TimedRuntime(runtime);
        Volume volume = NiftiFile.read(subject.input()).volume();
        SegmentationOptions options =
                SegmentationOptions.DEFAULT.withFolds(folds).withMirroring(subject.mirroring());
        SegmentationRequest request = new SegmentationRequest(subject.model(), List.of(volume), options);
        List<OurRun> runs = new ArrayList<>();
        try (EnsembleSegmenter engine = new EnsembleSegmenter(timed, settings)) {
            for (int r = 0; r < repeats; r++) {
                timed.reset();
                FirstPreview first = new FirstPreview();
                long start = System.nanoTime();
                Segmentation done = engine.segment(request, first, new CancelToken());
                double wall = Times.since(start);
                double firstResult = first.at == 0 ? wall : (first.at - start) / 1e9;
                runs.add(new OurRun(wall, timed.seconds(), timed.passes(), done.secondsByPhase(), firstResult));
            }
        }
        return runs;
    }

    /** Reading the file. */
    static Times reading(Path input, int repeats) throws IOException {
        List<Double> seconds = new ArrayList<>();
        for (int r = 0; r < repeats; r++) {
            long start = System.nanoTime();
            NiftiFile.read(input);
            seconds.add(Times.since(start));
        }
        return new Times(seconds);
    }

    /** Loading every fold's network. */
    static double loading(NetworkRuntime runtime, Subject subject) throws SegmentationException, ModelException {
        long start = System.nanoTime();
        for (FoldFile fold : subject.model().folds()) {
            runtime.open(fold, subject.tile()).close();
        }
        return Times.since(start);
    }

    private static final class FirstPreview implements SegmentationListener {

        private long at;

        @Override
        public void progress(Progress progress) {}

        @Override
        public void preview(Preview preview) {
            at = at == 0 ? System.nanoTime() : at;
        }
    }
}
