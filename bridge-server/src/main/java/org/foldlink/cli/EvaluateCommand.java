package org.foldlink.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.foldlink.evaluation.Classifications;
import org.foldlink.evaluation.Comparison;
import org.foldlink.evaluation.Evaluation;
import org.foldlink.evaluation.EvaluationFiles;
import org.foldlink.evaluation.Provenance;
import org.foldlink.measure.metrics.Bootstrap;
import org.foldlink.measure.metrics.LesionCriterion;
import org.foldlink.measure.metrics.Scorer;
import org.foldlink.measure.metrics.StructureLabels;
import org.foldlink.measure.metrics.Tolerances;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores predictions against references. */
@Command(
        name = "evaluate",
        description = {
            "Score predictions against references: two folders of labelmaps matched by name, one pair of them, or two tables",
            "(.csv) of probabilities (case,class,probability) and of true classes (case,class). Definitions: docs/evaluation.md."
        })
final class EvaluateCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "PRED", description = "Folder, labelmap or .csv of predictions.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path prediction;

    @Parameters(index = "1", paramLabel = "REF", description = "Folder, labelmap or .csv of references.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path reference;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "DIR",
            description = "Folder for the results.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path out;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "ID",
            description = "Take the structures' names from this model.")
    private @Nullable String model;

    @Option(names = "--models", paramLabel = "DIR", description = "Folder of model folders.")
    private @Nullable Path models;

    @Option(names = "--dataset", paramLabel = "dataset.json", description = "Take them from nnU-Net's dataset.json.")
    private @Nullable Path dataset;

    @Option(
            names = "--names",
            paramLabel = "FILE",
            description = "Take them from a file: lines VALUE NAME, or JSON with labels.")
    private @Nullable Path names;

    @Option(
            names = "--structures",
            split = ",",
            paramLabel = "NAME",
            description = "Score only these: names, values, or a region NAME=VALUE+VALUE (default: all).")
    private List<String> structures = List.of();

    @Option(
            names = "--tolerance",
            paramLabel = "[NAME=]MM",
            description = "NSD's tolerance, of one structure or of all (default: 1 mm). May be repeated.")
    private List<String> tolerances = List.of();

    @Option(
            names = "--lesions",
            paramLabel = "NAME",
            description =
                    "The components of this structure are lesions: count those found and the false findings. May be repeated.")
    private List<String> lesions = List.of();

    @Option(
            names = "--lesion-overlap",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "A lesion is found where this share of it is predicted; 0: one voxel (default: ${DEFAULT-VALUE}).")
    private double lesionOverlap;

    @Option(
            names = "--against",
            paramLabel = "OTHER_PRED",
            description =
                    "Compare with the predictions of another model on the same cases (Wilcoxon's signed-rank test).")
    private @Nullable Path against;

    @Option(
            names = "--threshold",
            paramLabel = "P",
            defaultValue = "0.5",
            description = "Of tables: a probability no less is a yes (default: ${DEFAULT-VALUE}).")
    private double threshold;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "2026",
            description = "Of the bootstrap (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--force", description = "Replace an earlier evaluation in --out.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    EvaluateCommand() {}

    @Override
    public Integer call() {
        EvaluationFiles files = new EvaluationFiles(out);
        Optional<Path> existing = files.existing();
        if (existing.isPresent() && !force) {
            throw new CommandFailure(
                    ExitCode.CANNOT_WRITE,
                    existing.get() + " exists (--force replaces it, --out names another folder)");
        }
        ExitCode exit = ProbabilityTables.isTable(prediction) ? classification(files) : segmentation(files);
        PrintWriter text = spec.commandLine().getOut();
        text.println("  " + files.table());
        text.println("  " + files.page());
        text.println(Main.NOTICE);
        return exit.code();
    }

    private ExitCode classification(EvaluationFiles files) {
        if (against != null) {
            throw new CommandFailure(ExitCode.USAGE, "--against = " + against + " (expected with labelmaps only)");
        }
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new CommandFailure(ExitCode.USAGE, "--threshold = " + threshold + " (expected 0..1)");
        }
        var probabilities = ProbabilityTables.probabilities(prediction);
        var truth = ProbabilityTables.truth(reference);
        Classifications scored;
        try {
            scored = Classifications.of(
                    provenance("the tables'"), probabilities, truth, threshold, Bootstrap.DEFAULT.level());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.MALFORMED, String.valueOf(e.getMessage()), e);
        }
        write(() -> files.write(scored));
        EvaluationText.print(spec.commandLine().getOut(), scored);
        return ExitCode.OK;
    }

    private ExitCode segmentation(EvaluationFiles files) {
        EvaluationCases cases = EvaluationCases.of(prediction, reference);
        PrintWriter err = spec.commandLine().getErr();
        EvaluationRun run = new EvaluationRun(line -> {
            err.println(line);
            err.flush();
        });
        List<StructureLabels> known = known(cases, run);
        Scorer scorer = scorer(StructureNames.pick(known, structures));
        Bootstrap bootstrap = new Bootstrap(Bootstrap.DEFAULT.resamples(), seed, Bootstrap.DEFAULT.level());
        EvaluationRun.Scored own = run.score(cases, scorer);
        Optional<Comparison> comparison = Optional.empty();
        Path other = against;
        if (other != null) {
            err.println("against " + other);
            EvaluationRun.Scored others = run.score(EvaluationCases.of(other, reference), scorer);
            comparison = Optional.of(Comparison.of(
                    other.toString(),
                    own.cases(),
                    others.cases(),
                    scorer.structures().stream().map(StructureLabels::name).toList(),
                    bootstrap));
        }
        if (own.cases().isEmpty()) {
            var first = own.unscored().get(0);
            throw new CommandFailure(
                    ExitCode.MALFORMED, "no case could be scored; " + first.name() + ": " + first.reason());
        }
        Evaluation evaluation = new Evaluation(
                provenance(namedBy()),
                scorer,
                bootstrap,
                own.cases(),
                own.unscored(),
                cases.missing(),
                cases.surplus(),
                comparison);
        write(() -> files.write(evaluation));
        EvaluationText.print(spec.commandLine().getOut(), evaluation);
        return own.unscored().isEmpty() ? ExitCode.OK : ExitCode.MALFORMED;
    }

    private List<StructureLabels> known(EvaluationCases cases, EvaluationRun run) {
        int sources = (model == null ? 0 : 1) + (dataset == null ? 0 : 1) + (names == null ? 0 : 1);
        if (sources > 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "got " + sources + " sources of names (expected one of --model, --dataset and --names)");
        }
        if (model != null) {
            return StructureNames.of(Models.find(Models.open(ModelFolders.of(models)), model));
        }
        if (dataset != null) {
            return StructureNames.read(dataset);
        }
        return names != null ? StructureNames.read(names) : StructureNames.unnamed(run.labels(cases));
    }

    private String namedBy() {
        if (model != null) {
            return "model " + model;
        }
        return dataset != null ? dataset.toString() : names != null ? names.toString() : "the labels' values";
    }

    private Scorer scorer(List<StructureLabels> picked) {
        try {
            if (picked.isEmpty()) {
                throw new IllegalArgumentException("prediction and reference hold no label above 0 (expected one)");
            }
            return new Scorer(picked, tolerances(picked), lesions, new LesionCriterion(lesionOverlap));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private Tolerances tolerances(List<StructureLabels> picked) {
        double usual = Tolerances.DEFAULT.usual();
        Map<String, Double> own = new HashMap<>();
        for (String text : tolerances) {
            int at = text.lastIndexOf('=');
            double mm;
            try {
                mm = Double.parseDouble(text.substring(at + 1));
            } catch (NumberFormatException e) {
                throw new CommandFailure(ExitCode.USAGE, "--tolerance = " + text + " (expected MM or NAME=MM)", e);
            }
            if (at < 0) {
                usual = mm;
                continue;
            }
            String name = text.substring(0, at);
            if (picked.stream().noneMatch(s -> s.name().equals(name))) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "--tolerance = " + text + " (expected one of the structures "
                                + String.join(
                                        ", ",
                                        picked.stream()
                                                .map(StructureLabels::name)
                                                .toList()) + ")");
            }
            own.put(name, mm);
        }
        return new Tolerances(usual, own);
    }

    private Provenance provenance(String named) {
        return new Provenance(
                prediction.toString(),
                reference.toString(),
                named,
                "FoldLink " + Version.get(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void write(Writing writing) {
        try {
            Files.createDirectories(out);
            writing.run();
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CANNOT_WRITE, String.valueOf(e.getMessage()), e);
        }
    }
}
