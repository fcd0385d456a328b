package org.foldlink.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.foldlink.geometry.Grid;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.SegmentationException;
import org.foldlink.models.ManifestSignature;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelStore;
import org.foldlink.models.ModelVerifier;
import org.foldlink.models.SigningKeys;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Holds models against their checksums and plans, and tries them on a generated volume. */
@Command(
        name = "verify",
        description = {
            "Checksums; every fold loaded and held against its plans; then a run of all folds on a generated volume,",
            "and what a volume of --size and --spacing would take on this machine."
        })
final class ModelsVerifyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", arity = "0..*", description = "Ids; all models without.")
    private @Nullable List<String> ids;

    @Option(names = "--quick", description = "Leave the run out.")
    private boolean quick;

    @Option(
            names = "--key",
            paramLabel = "PUBLIC_KEY",
            description = "The models must be signed by this key (Ed25519, PEM).")
    private @Nullable Path key;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private VolumeFlags volume;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private EngineFlags flags;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ModelsCommand models;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ModelsVerifyCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Grid grid = volume.grid();
        ModelStore store = Models.open(models.folders());
        boolean good = ids != null || store.broken().isEmpty();
        List<ModelDescriptor> chosen = ids == null
                ? store.list()
                : ids.stream().map(id -> Models.find(store, id)).toList();
        EngineConfig config = flags.over(EngineConfig.DEFAULT);
        try (EnsembleSegmenter engine = LocalBridge.segmenter(config);
                Interruption interruption = new Interruption()) {
            PublicKey signer = key == null ? null : SigningKeys.publicKey(key);
            out.println("on " + engine.device());
            for (ModelDescriptor model : chosen) {
                Check check = new Check(model, engine, out);
                boolean sound = check.files() && check.signature(signer) && check.folds();
                good &= sound && (quick || check.run(config.settings().get(0), grid, interruption));
                out.flush();
            }
        } catch (ModelException e) {
            throw Models.failure(e);
        }
        if (ids == null) {
            store.broken().forEach(b -> out.println(b.id() + ": cannot be used: " + b.reason()));
        }
        out.println(Main.NOTICE);
        return (good ? ExitCode.OK : ExitCode.FAILED).code();
    }

    /** One model; what is wrong is printed where it is found. */
    private record Check(ModelDescriptor model, EnsembleSegmenter engine, PrintWriter out) {

        private void say(String line) {
            out.println(model.id() + ": " + line);
        }

        boolean files() throws ModelException {
            boolean good = true;
            int listed = 0;
            List<ModelVerifier.FileCheck> files = ModelVerifier.verify(model);
            if (files.stream().allMatch(file -> file.status() == ModelVerifier.Status.UNLISTED)) {
                say("note: it has no SHA256SUMS: nothing tells whether its files are as they were made");
                return true;
            }
            for (ModelVerifier.FileCheck file : files) {
                switch (file.status()) {
                    case OK -> listed++;
                    case UNLISTED -> say("note: " + file.message());
                    case MISSING, CHANGED -> {
                        good = false;
                        say("error: " + file.message());
                    }
                }
            }
            say(listed + " files are as SHA256SUMS lists them");
            return good;
        }

        boolean signature(@Nullable PublicKey signer) {
            if (signer == null) {
                return true;
            }
            try {
                ManifestSignature.require(model, signer);
                say("is signed by this key");
                return true;
            } catch (ModelException e) {
                say("error: " + e.getMessage());
                return false;
            }
        }

        boolean folds() {
            boolean good = true;
            for (Map.Entry<String, String> fold : Models.load(engine, model).entrySet()) {
                boolean fits = fold.getValue().isEmpty();
                good &= fits;
                say(fold.getKey() + (fits ? " loads and fits its plans" : ": error: " + fold.getValue()));
            }
            return good;
        }

        boolean run(EngineSettings settings, Grid grid, Interruption interruption) throws ModelException {
            try {
                ModelTrial.Outcome outcome = new ModelTrial(engine, settings, model, interruption.token()).run();
                if (outcome.problem().isPresent()) {
                    say("error: run on a generated volume: " + outcome.problem().get());
                    return false;
                }
                say(outcome.said());
                ModelTrial.expect(model, grid, settings, outcome.secondsAVoxel())
                        .forEach(this::say);
                return true;
            } catch (SegmentationException e) {
                say("error: run on a generated volume: " + e.getMessage());
                return false;
            } catch (CancelledException e) {
                throw new CommandFailure(ExitCode.CANCELLED, String.valueOf(e.getMessage()), e);
            }
        }
    }
}
