package org.foldlink.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.foldlink.atlas.BrainAtlas;
import org.foldlink.clinical.Dominance;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.ProviderFiles;
import org.foldlink.clinical.Sex;
import org.foldlink.clinical.Study;
import org.foldlink.files.VolumeFiles;
import org.foldlink.phantom.BrainPhantom;
import org.foldlink.phantom.MrSequence;
import org.foldlink.phantom.PhantomCase;
import org.foldlink.phantom.PhantomSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole story on an MR that is there: an invented patient, example hospitals. */
@Command(
        name = "demo",
        description = {
            "The whole story: an MR, masks, fusion, site, an invented patient's symptoms, cross-check, referral, report.",
            "On a real MR where one is found, else on a generated phantom of a brain; which, is said. Not for clinical use."
        })
final class ClinicalDemoCommand implements Callable<Integer> {

    private static final String REAL = "glioma-mr/TCGA-DU-7294";
    private static final String PATIENT = "example-patient";
    private static final List<String> SYMPTOMS =
            List.of("left leg weakness:2026-10-01:moderate", "apathy:2026-08-15:mild", "headache:2026-10-20:mild");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = {
                "Folder of an MR: t1, t1c, t2, fla in the files' names, masks in members/ if there are any (default: the",
                "glioma of FOLDLINK_SHARED_DATA or ../shared/data, else a generated phantom)."
            })
    private @Nullable Path data;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "2026",
            description = "Which phantom, where it is one (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = "foldlink-out/clinical-demo",
            description = "Folder for the results; earlier ones are replaced (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--models", paramLabel = "DIR", description = "Folder of model folders.")
    private @Nullable Path models;

    @Mixin
    private AtlasFlags atlas;

    @Mixin
    private ClinicalFlags flags;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ClinicalDemoCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter text = spec.commandLine().getOut();
        ClinicalRunner runner = new ClinicalRunner(text, spec.commandLine().getErr());
        text.println("FoldLink " + Version.get() + " clinical demo. " + Main.NOTICE);
        BrainAtlas brain = atlas.open();
        ClinicalFolder folder = ClinicalFolder.in(out, true);
        Path images = images(text);
        MrScan scan = MrScan.read(List.of(images), runner::warn);
        flags.fallback(out.resolve("database"));
        flags.with(store -> {
            // A site's own hospitals stay.
            if (store.providers().hospitals().isEmpty()) {
                store.replaceProviders(ProviderFiles.example(), flags.actor());
            }
            return store;
        });
        try (ClinicalDesk desk = ClinicalDesk.open(flags, runner::warn)) {
            SymptomText symptoms = new SymptomText(desk.knowledge());
            List<Observation> observations =
                    SYMPTOMS.stream().map(symptoms::parse).toList();
            ClinicalText.observations(text, observations);
            text.flush();
            ClinicalMasks.Made made =
                    ClinicalMasks.of(members(images), models).make(scan, System.err, runner::say, runner::warn);
            Study study = new Study(
                    "example-study",
                    PATIENT,
                    Optional.empty(),
                    "MR",
                    "demo, " + scan.describe() + "; not a real patient's");
            ClinicalRun run = new ClinicalRun(
                    scan,
                    made,
                    new PartsFlags().of(made.values()),
                    new Patient(
                            PATIENT,
                            Optional.of("Example (invented)"),
                            Optional.of(Sex.FEMALE),
                            OptionalInt.of(52),
                            Dominance.LEFT),
                    study,
                    observations,
                    Optional.empty(),
                    ReferralFlags.of("31.2,-41.3"));
            return runner.run(run, brain, desk, folder, false);
        }
    }

    /** A folder with channels: as given, or shared, or made. */
    private Path images(PrintWriter text) {
        if (data != null) {
            if (!Files.isDirectory(data)) {
                throw new CommandFailure(
                        ExitCode.NO_INPUT, "--data = " + data + " does not exist (expected a folder of MR channels)");
            }
            text.println("MR: " + data);
            return data;
        }
        Path shared = Path.of(Objects.requireNonNullElse(
                        System.getenv("FOLDLINK_SHARED_DATA"),
                        Home.folder().resolve("../shared/data").toString()))
                .resolve(REAL);
        if (Files.isDirectory(shared)) {
            text.println("MR: a real glioma (TCGA-DU-7294, TCIA); the patient and the symptoms are invented");
            return shared;
        }
        text.println("MR: a generated phantom of a brain with a glioma (seed " + seed
                + "), since no real one was found: --data names one");
        return phantom();
    }

    private Path phantom() {
        PhantomCase made = BrainPhantom.generate(PhantomSpec.training(seed));
        Path folder = out.resolve("mr");
        try {
            Files.createDirectories(folder);
            for (MrSequence sequence : MrSequence.values()) {
                VolumeFiles.write(
                        folder.resolve(sequence.term().toLowerCase(Locale.ROOT) + ".nii.gz"),
                        made.channels().get(sequence.channel()));
            }
        } catch (IOException e) {
            throw ClinicalFailures.cannotWrite(e);
        }
        return folder;
    }

    private static List<Path> members(Path images) {
        Path folder = images.resolve("members");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> VolumeFiles.extension(f).isPresent())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
