package org.foldlink.inference;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.MonaiPlan;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.monai.MonaiPreprocessor;

/** One request from volume to class; used once. */
final class ClassificationRun {

    /** A fold has one tile, the squeezed volume. */
    private static final TileGate.Tile WHOLE = new TileGate.Tile(0, 0, 0, 0);

    private final SegmentationRequest request;
    private final MonaiPlan plan;
    private final List<FoldFile> folds;
    private final RunContext context;

    ClassificationRun(SegmentationRequest request, MonaiPlan plan, List<FoldFile> folds, RunContext context) {
        this.request = request;
        this.plan = plan;
        this.folds = folds;
        this.context = context;
    }

    Classification run() throws SegmentationException, CancelledException {
        RunMonitor monitor = context.monitor();
        CancelToken cancel = context.cancel();
        ClassRule rule = new ClassRule(plan.output());
        context.turn().host();
        monitor.preprocessing();
        Tensor image = new MonaiPreprocessor(context.workers(), cancel::isCancelled)
                .run(request.channels(), plan)
                .image();
        context.turn().network();
        TileShape shape = new MonaiSteps(plan).tileShape();
        List<Classification.Fold> answers = new ArrayList<>();
        for (FoldFile fold : folds) {
            cancel.throwIfCancelled();
            monitor.loading(1);
            try (Network network = context.runtime().open(fold, shape)) {
                monitor.inference();
                context.gate().enter(WHOLE);
                copy(image, network.input());
                network.run(cancel);
                List<Double> logits = logits(network.output(), fold);
                List<Double> probabilities = rule.probabilities(logits);
                answers.add(new Classification.Fold(fold.index(), logits, probabilities, rule.label(probabilities)));
                monitor.tileDone();
            }
        }
        Map<String, Double> seconds = monitor.done();
        List<Double> mean = ClassRule.mean(
                answers.stream().map(Classification.Fold::probabilities).toList());
        int label = rule.label(mean);
        return new Classification(
                ClassRule.mean(answers.stream().map(Classification.Fold::logits).toList()),
                mean,
                label,
                rule.names(),
                answers,
                provenance(),
                seconds);
    }

    private static void copy(Tensor image, FloatBuffer to) {
        int area = image.height() * image.width();
        for (int c = 0; c < image.channels(); c++) {
            for (int z = 0; z < image.depth(); z++) {
                to.put((c * image.depth() + z) * area, image.slice(c, z));
            }
        }
    }

    private List<Double> logits(FloatBuffer output, FoldFile fold) throws SegmentationException {
        List<Double> logits = new ArrayList<>();
        for (int h = 0; h < plan.heads(); h++) {
            float logit = output.get(h);
            if (!Float.isFinite(logit)) {
                throw new SegmentationException(
                        SegmentationException.Code.RUNTIME,
                        "model",
                        "fold " + fold.name()
                                + " gives a logit that is not finite (expected finite numbers; verify the model's"
                                + " files and the volume's intensities)");
            }
            logits.add((double) logit);
        }
        return logits;
    }

    private Segmentation.Provenance provenance() {
        ModelDescriptor model = request.model();
        return new Segmentation.Provenance(
                model.id(),
                model.version(),
                model.hash(),
                folds.stream().map(FoldFile::index).toList(),
                List.of(model.id()),
                Mode.EXACT.wire(),
                false,
                false,
                context.runtime().device(),
                context.runtime().precision().text(),
                context.runtime().engine());
    }
}
