package org.foldlink.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelFolder;
import org.foldlink.models.ModelPlan;
import org.foldlink.models.MonaiPlan;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.preprocess.Preprocessed;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;

/** The engine's own stages on one case of a MONAI-style model, each kept. */
final class MonaiStages {

    private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(2);

    private final Preprocessed prepared;
    private final List<Tensor> folds = new ArrayList<>();
    private final Tensor sum;
    private final Volume labels;

    MonaiStages(Path model, List<Path> inputs)
            throws IOException, ModelException, SegmentationException, CancelledException {
        ModelPlan plan = ModelFolder.plan(model);
        MonaiPlan network = (MonaiPlan) plan.members().get(0).network();
        List<Volume> volumes = new ArrayList<>();
        for (Path input : inputs) {
            volumes.add(NiftiFile.read(input).volume());
        }
        try (Workers workers = new Workers(2);
                NetworkRuntime runtime = OnnxSegmenter.runtime(SETTINGS)) {
            MonaiSteps steps = new MonaiSteps(network);
            prepared = steps.prepare(volumes, Optional.empty(), Optional.empty(), workers, () -> false);
            int[] shape = prepared.image().shape();
            TileShape tile = steps.tileShape();
            int count = plan.folds().size();
            Ensemble ensemble = new Ensemble(shape, tile.heads(), count, steps.rule(), steps.activation());
            SlidingWindow window = new SlidingWindow(prepared.image(), steps.tiling(shape, true), tile, workers);
            for (FoldFile fold : plan.folds()) {
                Tensor own = Tensor.allocate(network.heads(), shape[0], shape[1], shape[2]);
                try (Network loaded = runtime.open(fold, tile)) {
                    SlidingWindow.Sink sink = new NnunetStages.Kept(own, ensemble.nextFold());
                    window.run(loaded, new CancelToken(), TileGate.OPEN, () -> {}, sink);
                }
                ensemble.endFold(fold.index());
                folds.add(own);
            }
            sum = ensemble.sum();
        }
        try (EnsembleSegmenter engine = OnnxSegmenter.create(SETTINGS)) {
            ModelDescriptor descriptor = ModelFolder.describe(model);
            labels = engine.segment(
                            new SegmentationRequest(descriptor, volumes, SegmentationOptions.DEFAULT),
                            SegmentationListener.SILENT,
                            new CancelToken())
                    .labels();
        }
    }

    /** The engine's answer on a case of a classifier. */
    static Classification classify(Path model, List<Path> inputs)
            throws IOException, ModelException, SegmentationException, CancelledException {
        List<Volume> volumes = new ArrayList<>();
        for (Path input : inputs) {
            volumes.add(NiftiFile.read(input).volume());
        }
        try (EnsembleSegmenter engine = OnnxSegmenter.create(SETTINGS)) {
            SegmentationRequest request =
                    new SegmentationRequest(ModelFolder.describe(model), volumes, SegmentationOptions.DEFAULT);
            return engine.classify(request, SegmentationListener.SILENT, new CancelToken());
        }
    }

    Tensor preprocessed() {
        return prepared.image();
    }

    /** Each fold's logits at the network's resolution. */
    List<Tensor> foldLogits() {
        return folds;
    }

    /** The folds' activated values, summed. */
    Tensor sum() {
        return sum;
    }

    Volume labels() {
        return labels;
    }
}
