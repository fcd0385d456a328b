package org.foldlink.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.foldlink.geometry.Grid;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.Classification;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.Finding;
import org.foldlink.inference.Preview;
import org.foldlink.inference.Progress;
import org.foldlink.inference.RunEstimate;
import org.foldlink.inference.Segmentation;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.Trial;
import org.foldlink.models.Label;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.Task;
import org.foldlink.volume.Volume;

/** Runs a model on a generated volume by the real engine, and says from the seconds of a tile what a volume like the user's would take. */
final class ModelTrial {

    private final EnsembleSegmenter engine;
    private final EngineSettings settings;
    private final ModelDescriptor model;
    private final CancelToken cancel;

    /** @param settings of {@code engine} */
    ModelTrial(EnsembleSegmenter engine, EngineSettings settings, ModelDescriptor model, CancelToken cancel) {
        this.engine = engine;
        this.settings = settings;
        this.model = model;
        this.cancel = cancel;
    }

    /**
     * What came of it.
     *
     * @param problem what is wrong with the output, empty if nothing is
     * @param said of a good output
     * @param secondsAVoxel of the network, for each voxel of a tile
     */
    record Outcome(Optional<String> problem, String said, double secondsAVoxel) {}

    /** Without mirrored passes: they run the same networks. */
    Outcome run() throws SegmentationException, ModelException, CancelledException {
        Trial trial = Trial.of(model);
        SegmentationOptions options =
                SegmentationOptions.DEFAULT.withMirroring(false).withPreviews(false);
        List<RunEstimate.Part> parts =
                RunEstimate.of(model, trial.grid(), options, settings).parts();
        engine.warmUp(model);
        Tiles tiles = new Tiles(parts);
        List<Volume> volumes = TrialVolumes.of(trial, model);
        String what;
        Optional<String> problem;
        Map<String, Double> seconds;
        if (model.task() == Task.CLASSIFICATION) {
            Classification answer = engine.classify(new SegmentationRequest(model, volumes, options), tiles, cancel);
            problem = problem(answer);
            what = "answers " + answer.name();
            seconds = answer.secondsByPhase();
        } else {
            Segmentation result = engine.segment(
                    new SegmentationRequest(model, volumes, options.withProbabilities(true)), tiles, cancel);
            problem = problem(result, trial.grid());
            what = "finds " + found(result);
            seconds = result.secondsByPhase();
        }
        double network = seconds.getOrDefault("inference", 0.0);
        String said = String.format(
                Locale.ROOT,
                "runs on a generated volume of %d x %d x %d voxels and %s: %d %s of the network in %.2g s",
                trial.grid().sizeI(),
                trial.grid().sizeJ(),
                trial.grid().sizeK(),
                what,
                tiles.count,
                tiles.count == 1 ? "run" : "runs",
                network);
        return new Outcome(problem, said, network / tiles.voxels);
    }

    /** Counts the tiles that ran, and their voxels. */
    private static final class Tiles implements SegmentationListener {

        private final List<Long> voxelsByFold = new ArrayList<>();
        private long count;
        private double voxels;

        Tiles(List<RunEstimate.Part> parts) {
            for (RunEstimate.Part part : parts) {
                for (int f = 0; f < part.folds(); f++) {
                    voxelsByFold.add(part.tileVoxels());
                }
            }
        }

        @Override
        public void progress(Progress progress) {
            if (progress.phase() == Progress.Phase.INFERENCE && progress.tile() > 0) {
                count++;
                voxels += voxelsByFold.get(progress.fold() - 1);
            }
        }

        @Override
        public void preview(Preview preview) {}
    }

    private Optional<String> problem(Segmentation result, Grid grid) {
        if (!result.labels().grid().equals(grid)) {
            return Optional.of("its labelmap is not on the volume's grid");
        }
        TreeSet<Integer> known = new TreeSet<>(List.of(0));
        model.labels().forEach(label -> known.add(label.value()));
        for (int value : values(result.labels())) {
            if (!known.contains(value)) {
                return Optional.of("its labelmap holds " + value + " (expected one of "
                        + known.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")");
            }
        }
        for (Map.Entry<Integer, Volume> one : result.probabilities().entrySet()) {
            for (long v = 0; v < one.getValue().voxels().count(); v++) {
                double p = one.getValue().voxels().get(v);
                if (!(p >= 0 && p <= 1.001)) {
                    return Optional.of("its probability of label " + one.getKey() + " is " + p + " (expected 0..1)");
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> problem(Classification answer) {
        double sum = answer.probabilities().stream().mapToDouble(p -> p).sum();
        return Math.abs(sum - 1) < 1e-3
                ? Optional.empty()
                : Optional.of("its probabilities add up to " + sum + " (expected 1)");
    }

    private static SortedSet<Integer> values(Volume labels) {
        TreeSet<Integer> values = new TreeSet<>();
        int last = -1;
        for (long v = 0; v < labels.voxels().count(); v++) {
            int value = (int) labels.voxels().get(v);
            if (value != last) {
                values.add(value);
                last = value;
            }
        }
        return values;
    }

    private String found(Segmentation result) {
        SortedSet<Integer> values = values(result.labels());
        String names = model.labels().stream()
                .filter(label -> values.contains(label.value()))
                .map(Label::name)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "background only" : names;
    }

    /** What a volume on this grid would take, a line each. */
    static List<String> expect(ModelDescriptor model, Grid grid, EngineSettings settings, double secondsAVoxel)
            throws ModelException {
        RunEstimate estimate = RunEstimate.of(model, grid, SegmentationOptions.DEFAULT, settings);
        List<String> lines = new ArrayList<>();
        lines.add("a volume of " + VolumeFlags.text(grid) + " would take about " + ModelText.size(estimate.bytes())
                + " of memory and " + duration(estimate.seconds(secondsAVoxel)) + " in the networks (estimate: "
                + estimate.parts().stream()
                        .map(part -> part(part, secondsAVoxel))
                        .collect(Collectors.joining(", then "))
                + ")");
        for (Finding finding : estimate.findings()) {
            lines.add("note: " + finding.message());
        }
        return lines;
    }

    private static String part(RunEstimate.Part part, double secondsAVoxel) {
        return String.format(
                Locale.ROOT,
                "%.2g s a tile x %d tiles x %d folds x %d passes",
                secondsAVoxel * part.tileVoxels(),
                part.tiles(),
                part.folds(),
                part.passes());
    }

    static String duration(double seconds) {
        if (seconds < 120) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.2g s" : "%.0f s", seconds);
        }
        return seconds < 7200
                ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }
}
