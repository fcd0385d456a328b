package org.foldlink.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.foldlink.measure.LesionRule;
import org.foldlink.models.Channel;
import org.foldlink.models.Label;
import org.foldlink.page.PageOptions;
import org.foldlink.render.Window;
import org.foldlink.session.Findings;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the page of a labelmap that is there already. */
@Command(
        name = "view",
        description = {
            "Write one HTML file that shows a scan with its labels: a 3D scene, slices, a table of volumes.",
            "It opens from disk in a browser and needs no network."
        })
final class ViewCommand implements Callable<Integer> {

    @Parameters(paramLabel = "IMAGE", description = "The scan: .nii, .nii.gz, .nrrd, .nhdr.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path image;

    @Option(
            names = {"-l", "--labels"},
            required = true,
            paramLabel = "FILE",
            description = "The labelmap on the scan's grid.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path labels;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private NamesFlags names;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Show these labels alone, by name or value (default: all).")
    private List<String> only = List.of();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE.html",
            description = "The page (default: the image's name with .html, here).")
    private @Nullable Path out;

    @Option(
            names = "--max-mb",
            paramLabel = "MB",
            defaultValue = "12",
            description = "Largest page in MB; a scan too large for it is shown coarser (default: ${DEFAULT-VALUE}).")
    private double maxMb;

    @Option(names = "--force", description = "Replace a page that is there already.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ViewCommand() {}

    @Override
    public Integer call() {
        if (!(maxMb >= 4 && maxMb <= 500)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--max-mb = " + ModelText.figure(maxMb) + " (expected 4..500: the viewers take 2)");
        }
        Path page = out == null ? Path.of(Pages.name(image) + ".html") : out;
        Pages.refuseExisting(page, force);
        LabelNames meanings = names.read();
        Volume scan = Inputs.read(image, this::warn);
        LabelFile read = LabelFile.read(labels, this::warn);
        List<Label> all = LabelNames.complete(meanings.labels(), read.values());
        List<Label> shown = only.isEmpty() ? all : LabelNames.pick("--only", only, all);
        JsonNode result = MeasureCommand.json(shown, measure(scan, read.labels(), shown, meanings.channels()));
        Pages.write(
                page,
                Pages.content(Pages.name(image), scan, read.labels(), result, facts()),
                PageOptions.DEFAULT.withMaxBytes((long) (maxMb * 1e6)));
        PrintWriter text = spec.commandLine().getOut();
        text.println(page);
        text.println(Main.NOTICE);
        return ExitCode.OK.code();
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Scan", String.valueOf(image.getFileName()));
        facts.put("Labels", String.valueOf(labels.getFileName()));
        names.source().ifPresent(source -> facts.put("Names", source));
        return facts;
    }

    private Findings measure(Volume scan, Volume labelmap, List<Label> shown, List<Channel> channels) {
        Channel channel = channels.isEmpty() ? new Channel("image", "") : channels.get(0);
        Optional<String> unit = Window.looksLikeCt(scan) ? Optional.of("HU") : Optional.empty();
        LesionRule rule = new LesionRule(Measures.lesions(shown), LesionRule.MIN_ML);
        try {
            return Measures.of(labelmap, shown, List.of(channel), unit, List.of(scan), rule, Map.of());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.MALFORMED, labels + ": " + e.getMessage(), e);
        }
    }

    private void warn(String warning) {
        spec.commandLine().getErr().println("foldlink: warning: " + warning);
    }
}
