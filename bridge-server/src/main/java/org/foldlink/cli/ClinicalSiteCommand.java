package org.foldlink.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.foldlink.atlas.BrainAtlas;
import org.foldlink.atlas.TumourSite;
import org.foldlink.clinical.ClinicalJson;
import org.foldlink.clinical.StoredResult;
import org.foldlink.clinical.Study;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Where a tumour lies. */
@Command(
        name = "site",
        description =
                "Where a tumour lies: hemisphere, lobe, gyri, eloquent areas near it, midline crossing and shift.")
final class ClinicalSiteCommand implements Callable<Integer> {

    @Parameters(paramLabel = "IMAGE", description = "An MR of the brain, any sequence; it is registered to the atlas.")
    private Path image;

    @Option(
            names = "--labels",
            required = true,
            paramLabel = "FILE",
            description = "The tumour's labelmap on the image's grid.")
    private Path labels;

    @Mixin
    private PartsFlags parts;

    @Option(names = "--patient", paramLabel = "ID", description = "Keep the site with this patient, who must be held.")
    private @Nullable String patient;

    @Option(
            names = "--study",
            paramLabel = "ID",
            description = "The study's id (default: the image's SHA-256, its beginning).")
    private @Nullable String study;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private AtlasFlags atlas;

    @Mixin
    private ClinicalFlags flags;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ClinicalSiteCommand() {}

    @Override
    public Integer call() {
        if (patient == null && study != null) {
            throw new CommandFailure(ExitCode.USAGE, "got --study without --patient (expected both, or neither)");
        }
        BrainAtlas opened = atlas.open();
        Volume scan = Inputs.read(image, this::warn);
        LabelFile mask = LabelFile.read(labels, this::warn);
        TumourSite site = ClinicalRun.site(opened, scan, mask.labels(), parts.of(mask.values()));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ClinicalJson.site(site).toPrettyString());
        } else {
            ClinicalText.site(out, site);
        }
        if (patient != null) {
            String kept = keep(patient, site);
            if (!json) {
                out.println("kept with patient " + patient + ", study " + kept);
            }
        }
        if (!json) {
            out.println(Main.NOTICE);
        }
        return ExitCode.OK.code();
    }

    private void warn(String warning) {
        spec.commandLine().getErr().println("foldlink: warning: " + warning);
    }

    private String keep(String owner, TumourSite site) {
        Instant made = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String hash = Hashes.of(List.of(image));
        String id = study == null ? ClinicalRunner.imageId(hash) : study;
        ObjectNode document = ClinicalJson.site(site);
        document.putObject("provenance")
                .put("Images", "SHA-256 " + hash.substring(0, 16))
                .put("Masks", "1 given, SHA-256 " + Hashes.of(List.of(labels)).substring(0, 16))
                .put("Atlas", site.atlas())
                .put("Software", "FoldLink " + Version.get())
                .put("Made", made.toString());
        StoredResult result = new StoredResult(
                UUID.randomUUID().toString(), id, "site", ClinicalJson.SCHEMA, document.toString(), made);
        return flags.with(store -> {
            // A study that is held keeps what is known of it.
            Study kept = flags.patient(store, owner).studies().stream()
                    .filter(s -> s.id().equals(id))
                    .findFirst()
                    .orElse(new Study(id, owner, Optional.empty(), "MR", ""));
            store.putStudy(kept, List.of(result), flags.actor());
            return id;
        });
    }
}
