package org.foldlink.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.foldlink.atlas.BrainAtlas;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.Study;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The whole story in one command. */
@Command(
        name = "run",
        description = {
            "From an MR to a report: masks (by a model, or given), their fusion, the tumour's site, the cross-check with the",
            "symptoms, a referral, one page and JSON; kept in the database. A database that is down loses nothing.",
            "Example: clinical run mr/ --masks members/*.nii.gz --symptom 'left leg weakness:2026-10-01:moderate' -o out"
        })
final class ClinicalRunCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "FOLDER_OR_CHANNEL",
            description = "A folder, or files: t1, t1c, t2, flair (or fla) in their names says which channel each is.")
    private List<Path> inputs = new ArrayList<>();

    @Mixin
    private ClinicalMasks masks;

    @Mixin
    private PartsFlags parts;

    @Option(
            names = "--symptom",
            paramLabel = "SYMPTOM[:SIDE][:ONSET][:SEVERITY]",
            description = "May be repeated; the side is the patient's. Those that are held count too.")
    private List<String> symptoms = new ArrayList<>();

    @Option(
            names = "--patient",
            paramLabel = "ID",
            description = "The patient's id (default: the images' SHA-256, its beginning).")
    private @Nullable String patient;

    @Mixin
    private PatientFlags known;

    @Option(names = "--study", paramLabel = "ID", description = "The study's id (default: as the patient's).")
    private @Nullable String study;

    @Mixin
    private ReferralFlags referral;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = "foldlink-out/clinical",
            description =
                    "Folder for labels.nii.gz, report.html, result.json, patient.json (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--force", description = "Replace results that are there.")
    private boolean force;

    @Option(names = "--no-store", description = "Keep nothing in a database: files alone.")
    private boolean noStore;

    @Option(names = "--json", description = "Print one JSON object, as in result.json.")
    private boolean json;

    @Mixin
    private AtlasFlags atlas;

    @Mixin
    private ClinicalFlags flags;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ClinicalRunCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        ClinicalRunner runner = new ClinicalRunner(spec.commandLine().getOut(), err);
        referral.check();
        for (Path input : inputs) {
            if (!Files.exists(input)) {
                throw new CommandFailure(ExitCode.NO_INPUT, "input " + input + " does not exist");
            }
        }
        MrScan scan = MrScan.read(inputs, runner::warn);
        BrainAtlas brain = atlas.open();
        ClinicalFolder folder = ClinicalFolder.in(out, force);
        try (ClinicalDesk desk = noStore ? ClinicalDesk.none(flags) : ClinicalDesk.open(flags, runner::warn)) {
            SymptomText text = new SymptomText(desk.knowledge());
            List<Observation> given = symptoms.stream().map(text::parse).toList();
            String image = ClinicalRunner.imageId(Hashes.of(scan.files().values()));
            String id = patient == null ? image : patient;
            Optional<PatientRecord> held = desk.held(id);
            Patient whom = held.map(r -> known.over(r.patient())).orElseGet(() -> known.of(id));
            ClinicalMasks.Made made = masks.make(scan, System.err, runner::say, runner::warn);
            ClinicalRun run = new ClinicalRun(
                    scan,
                    made,
                    parts.of(made.values()),
                    whom,
                    new Study(study == null ? image : study, id, Optional.empty(), "MR", scan.describe()),
                    given,
                    held,
                    referral);
            return runner.run(run, brain, desk, folder, json);
        }
    }
}
