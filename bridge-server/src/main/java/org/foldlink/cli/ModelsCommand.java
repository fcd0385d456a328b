package org.foldlink.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.SegmentationException;
import org.foldlink.models.Channel;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Label;
import org.foldlink.models.Member;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelPlan;
import org.foldlink.models.ModelStore;
import org.foldlink.models.ModelVerifier;
import org.foldlink.models.PostProcessing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Lists, describes and verifies the models of a folder. */
@Command(name = "models", description = "List, describe and verify models.")
final class ModelsCommand implements Runnable {

    @Option(
            names = "--models",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Folder of model folders (default: the models that come with FoldLink).")
    private @Nullable Path folder;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    ModelsCommand() {}

    private Path folder() {
        return folder == null ? Home.models() : folder;
    }

    @Override
    public void run() {
        list();
    }

    @Command(name = "list", description = "A row a model; broken ones with their reason.")
    int list() {
        PrintWriter out = spec.commandLine().getOut();
        ModelStore store = Models.open(folder());
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("model", "version", "task", "channels", "labels", "folds", "title"));
        for (ModelDescriptor m : store.list()) {
            rows.add(List.of(
                    m.id(),
                    m.version(),
                    m.task().name().toLowerCase(Locale.ROOT),
                    m.channels().stream().map(Channel::name).collect(Collectors.joining(",")),
                    Integer.toString(m.labels().size()),
                    Integer.toString(m.folds().size()),
                    m.title()));
        }
        Table.print(out, rows);
        for (ModelStore.BrokenModel b : store.broken()) {
            out.println("cannot be used: " + b.id() + ": " + b.reason());
        }
        if (store.list().isEmpty()) {
            out.println("no model in " + folder());
        }
        return ExitCode.OK.code();
    }

    @Command(name = "describe", description = "All that a model says of itself.")
    int describe(@Parameters(paramLabel = "MODEL", description = "Id of the model.") String id) {
        PrintWriter out = spec.commandLine().getOut();
        ModelDescriptor m = Models.find(Models.open(folder()), id);
        out.println(m.id() + " " + m.version() + ": " + m.title());
        out.println("task:        " + m.task().name().toLowerCase(Locale.ROOT));
        out.println("channels:    "
                + m.channels().stream()
                        .map(c -> c.name() + (c.modality().isEmpty() ? "" : " (" + c.modality() + ")"))
                        .collect(Collectors.joining(", ")));
        out.println("spacing:     " + m.spacing() + " mm, axes as the network has them");
        out.println("patch:       " + m.patch() + " voxels");
        ModelPlan plan = Models.plan(m);
        for (Member stage : plan.stages()) {
            String folds = stage.folds().stream().map(FoldFile::name).collect(Collectors.joining(", "));
            out.println("runs:        " + stage.configuration() + ", folds " + folds);
        }
        for (PostProcessing.LargestComponent step : plan.postProcessing().steps()) {
            String values = step.values().stream().map(String::valueOf).collect(Collectors.joining(", "));
            out.println("then:        only the largest component of " + values);
        }
        out.println("hash:        " + m.hash());
        out.println("trained on:  " + m.trainedOn());
        out.println("licence:     " + m.licence());
        out.println("attribution: " + m.attribution());
        out.println("labels:");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("value", "name", "colour", "SNOMED CT"));
        for (Label label : m.labels()) {
            rows.add(List.of(
                    Integer.toString(label.value()),
                    label.name(),
                    String.format(Locale.ROOT, "#%02x%02x%02x", label.red(), label.green(), label.blue()),
                    label.snomed().orElse("")
                            + label.snomedModifier().map(side -> " + " + side).orElse("")));
        }
        Table.print(out, rows);
        if (!m.scores().isEmpty()) {
            out.println("scores:");
            for (Map.Entry<String, Double> score : new TreeMap<>(m.scores()).entrySet()) {
                out.println("  " + score.getKey() + " " + String.format(Locale.ROOT, "%.4f", score.getValue()));
            }
        }
        out.println(Main.NOTICE);
        return ExitCode.OK.code();
    }

    @Command(name = "verify", description = "Checksums, then loads every fold and holds it against its plans.")
    int verify(
            @Parameters(paramLabel = "MODEL", arity = "0..*", description = "Ids; all models without.") @Nullable
                    List<String> ids) {
        PrintWriter out = spec.commandLine().getOut();
        ModelStore store = Models.open(folder());
        boolean good = ids != null || store.broken().isEmpty();
        List<ModelDescriptor> chosen = ids == null
                ? store.list()
                : ids.stream().map(id -> Models.find(store, id)).toList();
        try (EnsembleSegmenter engine = LocalBridge.segmenter(EngineConfig.DEFAULT)) {
            for (ModelDescriptor model : chosen) {
                good &= verify(model, engine, out);
            }
        }
        if (ids == null) {
            store.broken().forEach(b -> out.println(b.id() + ": cannot be used: " + b.reason()));
        }
        return (good ? ExitCode.OK : ExitCode.FAILED).code();
    }

    private static boolean verify(ModelDescriptor model, EnsembleSegmenter engine, PrintWriter out) {
        boolean good = true;
        try {
            int listed = 0;
            for (ModelVerifier.FileCheck file : ModelVerifier.verify(model)) {
                switch (file.status()) {
                    case OK -> listed++;
                    case UNLISTED -> out.println(model.id() + ": note: " + file.message());
                    case MISSING, CHANGED -> {
                        good = false;
                        out.println(model.id() + ": error: " + file.message());
                    }
                }
            }
            out.println(model.id() + ": " + listed + " files are as SHA256SUMS lists them");
            for (Map.Entry<String, String> fold : engine.verify(model).entrySet()) {
                boolean fits = fold.getValue().isEmpty();
                good &= fits;
                out.println(model.id() + ": " + fold.getKey()
                        + (fits ? " loads and fits its plans" : ": error: " + fold.getValue()));
            }
        } catch (SegmentationException e) {
            throw new CommandFailure(ExitCode.MALFORMED, model.id() + ": " + e.getMessage(), e);
        } catch (ModelException e) {
            throw Models.failure(e);
        }
        return good;
    }
}
