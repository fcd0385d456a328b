package org.foldlink.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.Classification;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.Preview;
import org.foldlink.inference.Priority;
import org.foldlink.inference.Progress;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.TestClassifier;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelFolder;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OnnxClassifierTest {

    @TempDir
    Path store;

    private ModelDescriptor model;
    private EnsembleSegmenter engine;

    @BeforeEach
    void open() throws Exception {
        model = ModelFolder.describe(TestClassifier.in(store));
        engine = OnnxSegmenter.create(EngineSettings.defaults().withThreads(1));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private SegmentationRequest request(double value) {
        return new SegmentationRequest(model, List.of(TestClassifier.volume(value)), SegmentationOptions.DEFAULT);
    }

    private Classification classify(SegmentationRequest request) throws Exception {
        return engine.classify(request, SegmentationListener.SILENT, new CancelToken());
    }

    @Test
    void anAnswerHasItsLogitsProbabilitiesAndFolds() throws Exception {
        Classification answer = classify(request(70));
        assertThat(answer.label()).isEqualTo(1);
        assertThat(answer.name()).isEqualTo("bright");
        assertThat(answer.logits()).hasSize(1);
        assertThat(answer.logits().get(0)).isCloseTo(2, within(1e-5));
        double yes = 1 / (1 + Math.exp(-2));
        assertThat(answer.probabilities().get(0)).isCloseTo(1 - yes, within(1e-6));
        assertThat(answer.probabilities().get(1)).isCloseTo(yes, within(1e-6));
        assertThat(answer.folds()).extracting(Classification.Fold::fold).containsExactly(0, 1);
        assertThat(answer.folds()).extracting(Classification.Fold::label).containsExactly(1, 1);
        assertThat(answer.provenance().model()).isEqualTo("bright");
        assertThat(answer.provenance().folds()).containsExactly(0, 1);
        assertThat(answer.secondsByPhase()).containsKeys("preprocessing", "loading", "inference");
        assertThat(classify(request(20)).name()).isEqualTo("dark");
        // From one half up the answer is yes, as MONAI's threshold has it.
        assertThat(classify(request(50)).label()).isEqualTo(1);
    }

    @Test
    void onlyTheFoldsThatAreAskedForRun() throws Exception {
        SegmentationRequest first = new SegmentationRequest(
                model, List.of(TestClassifier.volume(70)), SegmentationOptions.DEFAULT.withFolds(1));
        assertThat(classify(first).folds()).hasSize(1);
    }

    @Test
    void progressIsToldFoldByFoldAndACancelEndsIt() {
        CancelToken cancel = new CancelToken();
        List<Progress.Phase> phases = new ArrayList<>();
        SegmentationListener listener = new SegmentationListener() {
            @Override
            public void progress(Progress progress) {
                phases.add(progress.phase());
                if (progress.fold() == 2) {
                    cancel.cancel();
                }
            }

            @Override
            public void preview(Preview preview) {
                throw new AssertionError("a classification has no preview");
            }
        };
        assertThatThrownBy(() -> engine.classify(request(70), listener, cancel)).isInstanceOf(CancelledException.class);
        assertThat(phases)
                .startsWith(Progress.Phase.PREPROCESSING, Progress.Phase.LOADING, Progress.Phase.INFERENCE)
                .doesNotContain(Progress.Phase.DONE);
    }

    /** Between its folds; what it has computed stays. */
    @Test
    @Timeout(30)
    void anUrgentRunGoesFirst() throws Exception {
        // A run is done before it gives its turn back.
        List<String> ends = Collections.synchronizedList(new ArrayList<>());
        SegmentationRequest first = new SegmentationRequest(
                model, List.of(TestClassifier.volume(20)), SegmentationOptions.DEFAULT.withPriority(Priority.URGENT));
        Thread urgent = new Thread(() -> {
            try {
                engine.classify(first, listener(p -> note(ends, "urgent", p)), new CancelToken());
            } catch (Exception e) {
                ends.add(String.valueOf(e.getMessage()));
            }
        });
        List<Progress.Phase> phases = new ArrayList<>();
        Classification answer = engine.classify(
                request(70),
                listener(progress -> {
                    phases.add(progress.phase());
                    note(ends, "normal", progress);
                    if (progress.fold() == 1 && progress.tile() == 1 && urgent.getState() == Thread.State.NEW) {
                        urgent.start();
                        awaitItsTurn(urgent);
                    }
                }),
                new CancelToken());
        urgent.join();
        assertThat(phases).contains(Progress.Phase.PAUSED);
        assertThat(ends).containsExactly("urgent", "normal");
        assertThat(answer.logits().get(0)).isCloseTo(2, within(1e-5));
    }

    private static void note(List<String> ends, String run, Progress progress) {
        if (progress.phase() == Progress.Phase.DONE) {
            ends.add(run);
        }
    }

    private static SegmentationListener listener(Consumer<Progress> heard) {
        return new SegmentationListener() {
            @Override
            public void progress(Progress progress) {
                heard.accept(progress);
            }

            @Override
            public void preview(Preview preview) {
                throw new AssertionError("a classification has no preview");
            }
        };
    }

    private static void awaitItsTurn(Thread thread) {
        while (thread.getState() != Thread.State.WAITING
                || Stream.of(thread.getStackTrace())
                        .noneMatch(f -> f.getClassName().contains("Turns"))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aModelOfTheOtherTaskIsRefused() throws Exception {
        String refused =
                "model bright classifies whole volumes (expected a segmentation model; classify takes this one)";
        assertThat(engine.check(request(70))).isEmpty();
        assertThatThrownBy(() -> engine.segment(request(70), SegmentationListener.SILENT, new CancelToken()))
                .isInstanceOf(SegmentationException.class)
                .hasMessage(refused);
        Path monai = model.folder().resolve("monai.json");
        String text = Files.readString(monai)
                .replace(
                        "\"kind\": \"whole\"",
                        "\"kind\": \"sliding_window\", \"roi\": [4, 5, 6], \"mode\": \"constant\"")
                .replace("\"classes\": [\"dark\", \"bright\"]", "\"values\": [1], \"way_back\": \"probabilities\"");
        Files.writeString(monai, text);
        Path json = model.folder().resolve("model.json");
        Files.writeString(json, Files.readString(json).replace("classification", "segmentation"));
        SegmentationRequest segmenting = new SegmentationRequest(
                ModelFolder.describe(model.folder()), request(70).channels(), SegmentationOptions.DEFAULT);
        assertThatThrownBy(() -> classify(segmenting))
                .isInstanceOf(SegmentationException.class)
                .hasMessage("model bright segments (expected a classification model)");
        assertThatThrownBy(() -> engine.segment(segmenting, SegmentationListener.SILENT, new CancelToken()))
                .hasMessage("fold_0/model.onnx output logits has shape [any, 1] (the model's plan asks for"
                        + " [1, 1, 4, 5, 6]: batch, classes, patch z, y, x)");
    }

    @Test
    void aNetworkThatDoesNotFitIsRefused() throws Exception {
        Path monai = model.folder().resolve("monai.json");
        Files.writeString(monai, Files.readString(monai).replace("[4, 5, 6]", "[4, 5, 7]"));
        assertThatThrownBy(() -> classify(request(70)))
                .hasMessage("fold_0/model.onnx input input has shape [any, 1, 4, 5, 6] (the model's plan asks for"
                        + " [1, 1, 4, 5, 7]: batch, channels, patch z, y, x)");
        assertThat(engine.verify(ModelFolder.describe(model.folder()))).hasSize(2);
    }

    @Test
    void voxelsThatAreNotFiniteAreRefused() {
        Volume volume = Volume.allocate(TestClassifier.volume(1).grid(), org.foldlink.volume.VoxelType.FLOAT32);
        volume.voxels().set(10, Float.NaN);
        assertThatThrownBy(() -> classify(new SegmentationRequest(model, List.of(volume), SegmentationOptions.DEFAULT)))
                .hasMessageStartingWith("channel image has 1 voxels that are NaN or infinite");
    }
}
