package org.foldlink.benchmarks.precision;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.measure.Dice;
import org.foldlink.models.Label;
import org.foldlink.volume.Volume;

/** One way to run the networks, with what came of it. */
final class Candidate implements AutoCloseable {

    private final String title;
    private final EnsembleSegmenter engine;
    private final Map<Integer, List<Double>> dice = new TreeMap<>();
    private final List<Double> seconds = new ArrayList<>();
    private long unlike;
    private long voxels;

    Candidate(NetworkRuntime runtime, EngineSettings settings) {
        this.title = runtime.engine() + " " + runtime.precision().text();
        this.engine = new EnsembleSegmenter(runtime, settings);
    }

    Volume segment(SegmentationRequest request) throws SegmentationException, CancelledException {
        long start = System.nanoTime();
        Volume labels = engine.segment(request, SegmentationListener.SILENT, new CancelToken())
                .labels();
        seconds.add((System.nanoTime() - start) / 1e9);
        return labels;
    }

    /** A structure that neither has counts in no mean. */
    void score(Volume found, Volume truth, List<Label> labels) {
        for (Label label : labels) {
            double d = Dice.of(found, truth, label.value());
            if (!Double.isNaN(d)) {
                dice.computeIfAbsent(label.value(), v -> new ArrayList<>()).add(d);
            }
        }
    }

    void compare(Volume found, Volume reference) {
        voxels += found.voxels().count();
        for (long v = 0; v < found.voxels().count(); v++) {
            unlike += found.voxels().get(v) == reference.voxels().get(v) ? 0 : 1;
        }
    }

    String title() {
        return title;
    }

    double dice(int label) {
        return dice.getOrDefault(label, List.of()).stream()
                .mapToDouble(d -> d)
                .average()
                .orElse(Double.NaN);
    }

    /** The median of the cases. */
    double seconds() {
        List<Double> sorted = seconds.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    double perCentAlike() {
        return 100.0 * (voxels - unlike) / voxels;
    }

    @Override
    public void close() {
        engine.close();
    }
}
