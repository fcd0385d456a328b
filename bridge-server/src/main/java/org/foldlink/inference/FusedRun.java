package org.foldlink.inference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.foldlink.inference.FusedChoice.Graphs;
import org.foldlink.models.FoldFile;
import org.foldlink.models.FusedModel;
import org.foldlink.models.Member;
import org.foldlink.models.NnunetPlans;
import org.foldlink.preprocess.AxisTaps;
import org.foldlink.preprocess.Frame;
import org.foldlink.preprocess.Preprocessed;
import org.foldlink.preprocess.Tensor;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** One member's folds in fused graphs, from the prepared volume to labels and votes; used once. */
final class FusedRun {

    private final String model;
    private final Graphs graphs;
    private final NnunetPlans plans;
    private final List<FoldFile> folds;
    private final SegmentationOptions options;
    private final RunContext context;
    private final Fusing fusing;
    private String whyNot = "";

    /** @param model what the time of a tile is kept under: the model's hash */
    FusedRun(
            String model,
            Graphs graphs,
            Member member,
            SegmentationOptions options,
            RunContext context,
            Fusing fusing) {
        this.model = model;
        this.graphs = graphs;
        this.plans = (NnunetPlans) member.network();
        this.folds = member.folds();
        this.options = options;
        this.context = context;
        this.fusing = fusing;
    }

    /** @param labels on the input's grid */
    record Result(Volume labels, Ensemble.Agreement agreement, GridExport export) {}

    /** @return empty where a graph cannot be loaded or the device's memory is short, before or while it ran: {@link #whyNot} */
    Optional<Result> run(List<Volume> channels, VoxelType type) throws SegmentationException, CancelledException {
        Preprocessed prepared =
                new MemberRun(new NnunetSteps(plans), folds, options, context).prepare(channels, Optional.empty());
        GridExport export = new GridExport(
                prepared.frame(),
                LabelRule.of(plans),
                context.workers(),
                options.region(),
                context.cancel()::isCancelled);
        TileShape shape = new NnunetSteps(plans).tileShape();
        Tensor image = prepared.image();
        Tiling tiling = Tiling.of(plans, image.shape(), shape, options.mirroring());
        Frame frame = prepared.frame();
        AxisTaps[] back = {frame.back(0), frame.back(1), frame.back(2)};
        VolumeTask task = VolumeTask.of(image, tiling, shape, back, folds.size(), Optional.empty());
        int[] net = {task.padded(0), task.padded(1), task.padded(2)};
        long out = (long) task.out(0) * task.out(1) * task.out(2);
        long tiles = (long) tiling.tiles() * tiling.flips().size();
        Optional<Fusing.Way> way = fusing.way(model, graphs, shape, folds.size(), tiles, net, out);
        if (way.isEmpty()) {
            whyNot = "the fused graphs do not fit into the device's memory";
            return Optional.empty();
        }
        try {
            return Optional.of(
                    switch (way.get()) {
                        case WHOLE -> pass(graphs.whole(), task, folds, folds.size(), tiles, export, type);
                        case AFTER_FIRST -> {
                            Tensor first = first(prepared, export, type);
                            VolumeTask rest =
                                    VolumeTask.of(image, tiling, shape, back, folds.size(), Optional.of(first));
                            yield pass(graphs.rest().orElseThrow(), rest, folds, folds.size() - 1, tiles, export, type);
                        }
                    });
        } catch (SegmentationException e) {
            whyNot = switch (e.code()) {
                case OUT_OF_MEMORY -> "the device's memory ran out for the fused graphs";
                case BAD_MODEL -> String.valueOf(e.getMessage());
                case BAD_INPUT, RUNTIME -> throw e;
            };
            context.monitor().startOver();
            return Optional.empty();
        }
    }

    /** After a run without a result: why the plain networks are to run. */
    String whyNot() {
        return whyNot;
    }

    /** The first fold's logits at the network's resolution, and its preview. */
    private Tensor first(Preprocessed prepared, GridExport export, VoxelType type)
            throws SegmentationException, CancelledException {
        Ensemble alone = new MemberRun(new NnunetSteps(plans), folds.subList(0, 1), options, context)
                .infer(prepared, soFar -> context.monitor().preview(export.labels(soFar.scores(), type)));
        return alone.sum();
    }

    private Result pass(
            FusedModel.Graph graph,
            VolumeTask task,
            List<FoldFile> all,
            int inGraph,
            long tiles,
            GridExport export,
            VoxelType type)
            throws SegmentationException, CancelledException {
        RunMonitor monitor = context.monitor();
        context.turn().network();
        if (context.turn().wanted()) {
            context.turn().pause(); // the last time before the end: a pass cannot be held up
        }
        context.cancel().throwIfCancelled();
        monitor.loadingPass(inGraph, task.tiles());
        VolumeRuntime volumes = context.runtime().volumes().orElseThrow();
        try (VolumeNetwork network = volumes.open(graphs.model(), graph)) {
            monitor.inference();
            long began = System.nanoTime();
            VolumeOutput output = network.run(task, context.cancel());
            fusing.took(model, graphs, tiles * inGraph, (System.nanoTime() - began) / 1e9);
            monitor.passDone();
            requireFinite(output.notFinite(), all, graph.half());
            context.turn().host();
            monitor.export();
            return new Result(export.block(output.labels(), type), agreement(task, output, all.size()), export);
        }
    }

    private static void requireFinite(List<Integer> notFinite, List<FoldFile> folds, boolean half)
            throws SegmentationException {
        if (!notFinite.isEmpty()) {
            throw new SegmentationException(
                    SegmentationException.Code.RUNTIME,
                    "model",
                    "fold " + folds.get(notFinite.get(0)).name()
                            + " gives logits that are not finite (expected finite numbers; "
                            + (half
                                    ? "in float16 they end at 65504: run it with precision float32)"
                                    : "verify the model's files and the volume's intensities)"));
        }
    }

    /** As {@link Ensemble#agreement} counts it, from the votes. */
    private Ensemble.Agreement agreement(VolumeTask task, VolumeOutput output, int count) {
        int[] size = task.size();
        byte[][] percent = new byte[size[0]][size[1] * size[2]];
        long[] said = new long[65536];
        long[] same = new long[65536];
        for (int z = 0; z < size[0]; z++) {
            for (int y = 0; y < size[1]; y++) {
                int at = ((z + task.before(0)) * task.padded(1) + y + task.before(1)) * task.padded(2) + task.before(2);
                for (int x = 0; x < size[2]; x++) {
                    int label = output.netLabels().at(at + x);
                    int votes = output.votes().get(at + x) & 0xFF;
                    said[label] += count;
                    same[label] += votes;
                    percent[z][y * size[2] + x] = (byte) Math.round(100.0 * (count - votes) / count);
                }
            }
        }
        Map<Integer, Double> byLabel = new TreeMap<>();
        for (int l = 1; l < said.length; l++) {
            if (said[l] > 0 && count > 1) {
                byLabel.put(l, (double) same[l] / said[l]);
            }
        }
        return new Ensemble.Agreement(List.of(percent), byLabel);
    }
}
