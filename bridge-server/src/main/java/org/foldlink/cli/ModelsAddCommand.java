package org.foldlink.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.models.ManifestSignature;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelLimits;
import org.foldlink.models.ModelPlace;
import org.foldlink.models.SigningKeys;
import org.foldlink.models.StagedModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Takes a model in: copied out of sight, checked there, put in its place by a rename. */
@Command(
        name = "add",
        description = {
            "Take in a model's folder or a zip of one: descriptor, checksums and a load of every fold are checked before",
            "it is put in its place, whole. A running bridge offers it within seconds."
        })
final class ModelsAddCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SOURCE", description = "A model's folder, or a zip file of one.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path source;

    @Option(names = "--id", paramLabel = "ID", description = "Another id than the model's own.")
    private @Nullable String id;

    @Option(names = "--replace", description = "Put it in the place of the model of this id.")
    private boolean replace;

    @Option(names = "--max-size", paramLabel = "MiB", description = "Refuse more than this (default: 16384).")
    private @Nullable Long maxSize;

    @Option(
            names = "--require-signature",
            paramLabel = "PUBLIC_KEY",
            description = "Take it only if this key has signed it (Ed25519, PEM).")
    private @Nullable Path signer;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private EngineFlags engine;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ModelsCommand models;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ModelsAddCommand() {}

    @Override
    public Integer call() {
        if (maxSize != null && (maxSize < 1 || maxSize > Long.MAX_VALUE >> 20)) {
            throw new CommandFailure(ExitCode.USAGE, "--max-size = " + maxSize + " (expected 1 MiB or more)");
        }
        ModelLimits limits = maxSize == null ? ModelLimits.DEFAULT : ModelLimits.DEFAULT.withBytes(maxSize << 20);
        Path target = models.target();
        try {
            Files.createDirectories(target);
            try (StagedModel staged = StagedModel.of(source, target, limits)) {
                add(staged, target);
            }
        } catch (ModelException e) {
            throw Models.failure(e);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CANNOT_WRITE,
                    source + " could not be added to " + target + ": " + Models.reason(e) + " (nothing was changed)",
                    e);
        }
        return ExitCode.OK.code();
    }

    private void add(StagedModel staged, Path target) throws ModelException, IOException {
        ModelDescriptor model = staged.check();
        if (signer != null) {
            ManifestSignature.require(model, SigningKeys.publicKey(signer));
        }
        if (id != null) {
            staged.rename(id);
            model = staged.check();
        }
        requireFree(target, model.id());
        load(model);
        String title = ModelText.title(model);
        staged.place();
        PrintWriter out = spec.commandLine().getOut();
        out.println("added " + title + " to " + target);
        out.println("A bridge that serves this folder offers it within seconds. Try it: foldlink models verify "
                + model.id() + (models.namesItsFolder() ? " --models " + target : ""));
        out.println(Main.NOTICE);
    }

    private void requireFree(Path target, String name) {
        boolean own = target.toAbsolutePath()
                .normalize()
                .equals(Home.models().toAbsolutePath().normalize());
        if (!own && !models.namesItsFolder() && ModelPlace.isTaken(Home.models(), name)) {
            throw new CommandFailure(
                    ExitCode.CANNOT_WRITE,
                    "model " + name + " comes with FoldLink (expected another id: --id gives it one)");
        }
        if (!replace && ModelPlace.isTaken(target, name)) {
            throw new CommandFailure(
                    ExitCode.CANNOT_WRITE,
                    "model " + name + " is in " + target
                            + " already (expected another id: --id gives it one; --replace puts it in the other's place)");
        }
    }

    private void load(ModelDescriptor model) {
        try (EnsembleSegmenter segmenter = LocalBridge.segmenter(engine.over(EngineConfig.DEFAULT))) {
            Optional<Map.Entry<String, String>> bad = Models.load(segmenter, model).entrySet().stream()
                    .filter(fold -> !fold.getValue().isEmpty())
                    .findFirst();
            if (bad.isPresent()) {
                throw new CommandFailure(
                        ExitCode.MALFORMED,
                        "model " + model.id() + ": " + bad.get().getValue());
            }
        }
    }
}
