package org.foldlink.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.Classification;
import org.foldlink.inference.Classifier;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.transport.dialogue.ClassificationJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Classifies files in this process. */
@Command(
        name = "classify",
        description = "Answer one question about each volume with a classification model, here, without a network.")
final class ClassifyCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "INPUT",
            arity = "1..*",
            description = "A volume file, a folder of them, or one file a channel; see: foldlink segment --help.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<Path> inputs;

    @Option(
            names = {"-m", "--model"},
            required = true,
            paramLabel = "ID",
            description = "The model; see: foldlink models list.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String model;

    @Option(names = "--models", paramLabel = "DIR", description = "Folder of model folders.")
    private @Nullable Path models;

    @Option(names = "--folds", paramLabel = "N", description = "Use only the first N folds (default: all).")
    private int folds;

    @Option(names = "--json", description = "One JSON object a case, a line each.")
    private boolean json;

    @Option(
            names = "--csv",
            description =
                    "Comma-separated, a line for each case and class, as evaluate takes it: case,class,probability.")
    private boolean csv;

    @Mixin
    private EngineFlags engine;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ClassifyCommand() {}

    @Override
    public Integer call() {
        if (folds < 0) {
            throw new CommandFailure(ExitCode.USAGE, "--folds = " + folds + " (expected 1 or more; 0 for all)");
        }
        if (json && csv) {
            throw new CommandFailure(ExitCode.USAGE, "got --json and --csv (expected one of them)");
        }
        ModelDescriptor found = Models.find(Models.open(ModelFolders.of(models)), model);
        List<InputCase> cases = InputCases.resolve(inputs, found.channels().size());
        PrintWriter out = spec.commandLine().getOut();
        try (EnsembleSegmenter segmenter = LocalBridge.segmenter(engine.over(EngineConfig.DEFAULT));
                Interruption interruption = new Interruption()) {
            if (csv) {
                out.print(ClassificationText.csvHead());
            }
            for (InputCase one : cases) {
                Classification answer = classify(segmenter, found, one, interruption.token());
                if (json) {
                    out.println(ClassificationText.json(one.name(), answer));
                } else if (csv) {
                    out.print(ClassificationText.csv(one.name(), answer));
                } else {
                    ClassificationText.lines(one.name(), ClassificationJson.answer(answer))
                            .forEach(out::println);
                }
                out.flush();
            }
        }
        if (!json && !csv) {
            out.println(Main.NOTICE);
        }
        return ExitCode.OK.code();
    }

    private Classification classify(Classifier classifier, ModelDescriptor found, InputCase one, CancelToken cancel) {
        PrintWriter err = spec.commandLine().getErr();
        var volumes = Inputs.read(one, warning -> err.println("foldlink: warning: " + warning));
        SegmentationOptions options = SegmentationOptions.DEFAULT.withFolds(folds);
        try {
            return classifier.classify(
                    new SegmentationRequest(found, volumes, options), SegmentationListener.SILENT, cancel);
        } catch (SegmentationException e) {
            ExitCode exit = switch (e.code()) {
                case BAD_INPUT, BAD_MODEL -> ExitCode.MALFORMED;
                case OUT_OF_MEMORY, RUNTIME -> ExitCode.FAILED;
            };
            throw new CommandFailure(exit, "case " + one.name() + ": " + e.getMessage(), e);
        } catch (CancelledException e) {
            throw new CommandFailure(ExitCode.CANCELLED, String.valueOf(e.getMessage()), e);
        }
    }
}
