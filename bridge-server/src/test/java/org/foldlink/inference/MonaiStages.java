package org.foldlink.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelFolder;
import org.foldlink.models.ModelPlan;
import org.foldlink.models.MonaiPlan;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.preprocess.Preprocessed;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.foldlink.preprocess.monai.MonaiPreprocessor;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

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
            prepared = new MonaiPreprocessor(workers, () -> false).run(volumes, network);
            int[] shape = prepared.image().shape();
            List<Integer> patch = network.patch();
            TileShape tile =
                    new TileShape(network.channels(), network.heads(), patch.get(0), patch.get(1), patch.get(2));
            Tiling tiling = MonaiTiling.of(network.inferer(), shape);
            LabelRule rule = MonaiRule.of(network);
            Ensemble ensemble =
                    new Ensemble(shape, network.heads(), plan.folds().size(), rule, MonaiRule.activation(network));
            SlidingWindow window = new SlidingWindow(prepared.image(), tiling, tile, workers);
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
            labels = new GridExport(prepared.frame(), rule, workers, Optional.empty(), () -> false)
                    .labels(ensemble.scores(), VoxelType.UINT8);
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
