package org.foldlink.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Member;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelFolder;
import org.foldlink.models.ModelPlan;
import org.foldlink.models.NnunetPlans;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.parity.ReferenceCase;
import org.foldlink.preprocess.AxisMap;
import org.foldlink.preprocess.Preprocessed;
import org.foldlink.preprocess.Preprocessor;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;

/** The engine's own stages on one case, each kept; and its whole run. */
final class NnunetStages {

    private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(2);

    private final List<Stage> stages = new ArrayList<>();
    private final AxisMap reader;
    private final Segmentation segmentation;
    private final Segmentation postProcessed;

    /**
     * One member's way to its mean logits, at the network's resolution.
     *
     * @param where the reference's folder of this stage within its case, with a slash at its end, or empty
     * @param foldNames as in nnU-Net's {@code fold_<name>}
     * @param logits a fold each
     * @param sum of them
     */
    record Stage(String where, Tensor preprocessed, List<String> foldNames, List<Tensor> logits, Tensor sum) {}

    NnunetStages(Path model, List<Path> inputs, ReferenceCase theirs)
            throws IOException, ModelException, SegmentationException, CancelledException {
        ModelDescriptor descriptor = ModelFolder.describe(model);
        ModelPlan plan = ModelFolder.plan(model);
        List<Volume> volumes = new ArrayList<>();
        for (Path input : inputs) {
            volumes.add(NiftiFile.read(input).volume());
        }
        try (Workers workers = new Workers(2);
                NetworkRuntime runtime = OnnxSegmenter.runtime(SETTINGS)) {
            Runs runs = new Runs(volumes, theirs, workers, runtime);
            for (int m = 0; m < plan.members().size(); m++) {
                String where = plan.members().size() == 1 ? "" : "member_" + m + "/";
                add(where, plan.members().get(m), runs);
            }
        }
        NnunetPlans first = (NnunetPlans) plan.members().get(0).network();
        reader = AxisMap.of(volumes.get(0).grid(), first.reader(), List.of(0, 1, 2));
        try (EnsembleSegmenter engine = OnnxSegmenter.create(SETTINGS)) {
            var options = SegmentationOptions.DEFAULT.withProbabilities(true);
            segmentation = run(engine, descriptor, volumes, options.withPost(false));
            postProcessed = plan.postProcessing().isEmpty()
                    ? segmentation
                    : run(engine, descriptor, volumes, options.withPost(true));
        }
    }

    private static Segmentation run(
            EnsembleSegmenter engine, ModelDescriptor model, List<Volume> volumes, SegmentationOptions options)
            throws SegmentationException, CancelledException {
        return engine.segment(
                new SegmentationRequest(model, volumes, options), SegmentationListener.SILENT, new CancelToken());
    }

    private record Runs(List<Volume> volumes, ReferenceCase theirs, Workers workers, NetworkRuntime runtime) {}

    /** A cascade's second stage starts from nnU-Net's own labelmap of the first, so that each stage is compared on its own. */
    private void add(String where, Member member, Runs runs)
            throws IOException, SegmentationException, CancelledException {
        Optional<Volume> before = Optional.empty();
        if (member.previousStage().isPresent()) {
            add(where + "previous/", member.previousStage().get().members().get(0), runs);
            before = Optional.of(runs.theirs().labels(where + "previous/labelmap"));
        }
        NnunetPlans plans = (NnunetPlans) member.network();
        Preprocessed prepared =
                new Preprocessor(runs.workers(), () -> false).run(runs.volumes(), before, plans, Optional.empty());
        stages.add(stage(where, member, prepared, runs));
    }

    private static Stage stage(String where, Member member, Preprocessed prepared, Runs runs)
            throws SegmentationException, CancelledException {
        NnunetPlans plans = (NnunetPlans) member.network();
        int[] shape = prepared.image().shape();
        Ensemble ensemble = new Ensemble(shape, plans.heads(), member.folds().size(), LabelRule.of(plans));
        TileShape tile = new NnunetSteps(plans).tileShape();
        SlidingWindow window =
                new SlidingWindow(prepared.image(), Tiling.of(plans, shape, tile, true), tile, runs.workers());
        List<Tensor> logits = new ArrayList<>();
        for (FoldFile fold : member.folds()) {
            Tensor own = Tensor.allocate(plans.heads(), shape[0], shape[1], shape[2]);
            try (Network network = runs.runtime().open(fold, tile)) {
                window.run(network, new CancelToken(), TileGate.OPEN, () -> {}, new Kept(own, ensemble.nextFold()));
            }
            ensemble.endFold(fold.index());
            logits.add(own);
        }
        List<String> names = member.folds().stream().map(FoldFile::name).toList();
        return new Stage(
                where, prepared.image(), names, logits, ensemble.scores().sum());
    }

    /** Keeps a fold's logits on their way. */
    record Kept(Tensor own, SlidingWindow.Sink next) implements SlidingWindow.Sink {

        @Override
        public void slice(int z, float[][] logits, float @Nullable [] coverage) {
            for (int h = 0; h < logits.length; h++) {
                System.arraycopy(logits[h], 0, own.slice(h, z), 0, own.height() * own.width());
            }
            next.slice(z, logits, coverage);
        }

        @Override
        public void notFinite() {
            next.notFinite();
        }
    }

    List<Stage> stages() {
        return stages;
    }

    /** The input's grid in the axis order of nnU-Net's reader. */
    AxisMap reader() {
        return reader;
    }

    /** Not post-processed. */
    Segmentation segmentation() {
        return segmentation;
    }

    /** The same, where the model has no such step. */
    Segmentation postProcessed() {
        return postProcessed;
    }
}
