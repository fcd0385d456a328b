package org.foldlink.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.foldlink.clinical.FinalSite;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.Referral;
import org.foldlink.page.ClinicalReport;
import org.foldlink.page.ReportContent;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The report of what is held, on the scan. */
@Command(
        name = "report",
        description = {
            "A patient's report, one HTML page that prints well: slices, 3D, site, symptoms, final site, referral.",
            "Scan and labelmap are read where the run left them, or as given."
        })
final class ClinicalReportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PATIENT", description = "The patient's id.")
    private String patient;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "FILE",
            description = "The page, such as report.html.")
    private Path out;

    @Option(names = "--image", paramLabel = "SCAN", description = "The scan (default: as the run recorded it).")
    private @Nullable Path image;

    @Option(names = "--labels", paramLabel = "FILE", description = "The labelmap (default: as the run recorded it).")
    private @Nullable Path labels;

    @Mixin
    private PartsFlags parts;

    @Mixin
    private ReferralFlags referral;

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Mixin
    private ClinicalFlags flags;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ClinicalReportCommand() {}

    /** What the store said. */
    private record Told(StoredCase held, Knowledge knowledge, FinalSite site, Referral referral) {}

    @Override
    public Integer call() {
        referral.check();
        Pages.refuseExisting(out, force);
        Told told = flags.with(store -> {
            StoredCase held = new StoredCase(flags.patient(store, patient));
            Knowledge knowledge = store.knowledge();
            FinalSite site = held.check(knowledge);
            return new Told(
                    held,
                    knowledge,
                    site,
                    referral.find(
                            store.providers(), site, held.record().patient().age()));
        });
        JsonNode segmentation = told.held().segmentation();
        Volume scan = Inputs.read(file("scan", "--image", image, segmentation), this::warn);
        LabelFile mask = LabelFile.read(file("labels", "--labels", labels, segmentation), this::warn);
        SortedMap<Integer, String> known = told.held().parts();
        Map<String, String> provenance = new LinkedHashMap<>();
        segmentation
                .path("provenance")
                .properties()
                .forEach(e -> provenance.put(e.getKey(), e.getValue().asText()));
        try {
            ClinicalReport.write(
                    out,
                    new ReportContent(
                            "Brain tumour: site, symptoms, referral",
                            Optional.of(told.held().record().patient()),
                            told.held().study(),
                            told.held().record().observations(),
                            scan,
                            mask.labels(),
                            known.isEmpty() ? parts.of(mask.values()) : known,
                            told.held().site(),
                            Optional.of(told.site()),
                            Optional.of(told.referral()),
                            told.knowledge(),
                            provenance));
        } catch (IllegalArgumentException e) {
            throw ClinicalFailures.malformed(e);
        } catch (IOException e) {
            throw ClinicalFailures.cannotWrite(e);
        }
        spec.commandLine().getOut().println("  " + out);
        spec.commandLine().getOut().println(Main.NOTICE);
        return ExitCode.OK.code();
    }

    private void warn(String warning) {
        spec.commandLine().getErr().println("foldlink: warning: " + warning);
    }

    private Path file(String what, String option, @Nullable Path given, JsonNode segmentation) {
        if (given != null) {
            return given;
        }
        String recorded = segmentation.path("files").path(what).asText();
        if (recorded.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "patient " + patient + " has no record of where the " + what + " lies (expected " + option + ")");
        }
        return Path.of(recorded);
    }
}
