package org.foldlink.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.foldlink.measure.LesionRule;
import org.foldlink.models.Channel;
import org.foldlink.models.Label;
import org.foldlink.session.Findings;
import org.foldlink.transport.dialogue.MeasureJson;
import org.foldlink.volume.PartFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VolumeBytes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures a labelmap from a file. */
@Command(
        name = "measure",
        description =
                "Measure the structures and lesions of a labelmap: volumes, boxes, diameters, surface, intensity.")
final class MeasureCommand implements Callable<Integer> {

    @Parameters(paramLabel = "LABELS", description = "The labelmap: .nii, .nii.gz, .nrrd, .seg.nrrd of one layer.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(
            names = "--image",
            paramLabel = "SCAN",
            description = "The scan on the same grid: for intensities inside the structures. May be repeated.")
    private List<Path> images = new ArrayList<>();

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private NamesFlags names;

    @Option(
            names = "--unit",
            paramLabel = "UNIT",
            description = "The scan's unit, such as HU (default: HU where the channel is named CT, else none).")
    private @Nullable String unit;

    @Option(
            names = "--lesions",
            paramLabel = "NAME",
            split = ",",
            description = "Labels that are lesions, by name or value (default: those whose name means one).")
    private List<String> lesions = new ArrayList<>();

    @Option(
            names = "--min-ml",
            paramLabel = "ML",
            description = "Least volume of a lesion (default: " + LesionRule.MIN_ML + ").")
    private double minMl = LesionRule.MIN_ML;

    @Option(names = "--json", description = "Print one JSON object instead of tables.")
    private boolean json;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write a row a structure and a row a lesion, too.")
    private @Nullable Path csv;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    MeasureCommand() {}

    @Override
    public Integer call() {
        if (!(minMl >= 0 && minMl < Double.MAX_VALUE)) {
            throw new CommandFailure(ExitCode.USAGE, "--min-ml = " + minMl + " (expected 0 or more)");
        }
        LabelFile read = LabelFile.read(file, this::warn);
        List<Volume> scans =
                images.stream().map(image -> Inputs.read(image, this::warn)).toList();
        LabelNames meanings = names.read();
        List<Label> labels = LabelNames.complete(meanings.labels(), read.values());
        Findings findings = measure(read.labels(), scans, labels, channels(meanings.channels()));
        PrintWriter out = spec.commandLine().getOut();
        if (csv != null) {
            write(csv, MeasureTable.csv(findings));
        }
        if (json) {
            out.println(json(labels, findings).toPrettyString());
        } else {
            MeasureTable.print(out, findings);
            out.println(Main.NOTICE);
        }
        return ExitCode.OK.code();
    }

    private void warn(String warning) {
        spec.commandLine().getErr().println("foldlink: warning: " + warning);
    }

    /** One for each scan: as the model has them, else by the files' names. */
    private List<Channel> channels(List<Channel> known) {
        List<Channel> channels = new ArrayList<>();
        for (int c = 0; c < images.size(); c++) {
            String name = c < known.size() ? known.get(c).name() : "image" + (images.size() > 1 ? "_" + (c + 1) : "");
            channels.add(new Channel(name, c < known.size() ? known.get(c).modality() : ""));
        }
        return channels;
    }

    private Findings measure(Volume labels, List<Volume> scans, List<Label> meanings, List<Channel> channels) {
        LesionRule rule = new LesionRule(lesionValues(meanings), minMl);
        try {
            return Measures.of(labels, meanings, channels, Optional.ofNullable(unit), scans, rule, Map.of());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    private Set<Integer> lesionValues(List<Label> meanings) {
        if (lesions.isEmpty()) {
            return Measures.lesions(meanings);
        }
        return LabelNames.pick("--lesions", lesions, meanings).stream()
                .map(Label::value)
                .collect(Collectors.toSet());
    }

    /** As a result document has it, less what made it. */
    static ObjectNode json(List<Label> labels, Findings findings) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode structures = node.putArray("structures");
        findings.structures().forEach(s -> structures.add(MeasureJson.structure(s)));
        Set<Integer> found =
                findings.structures().stream().map(s -> s.label().value()).collect(Collectors.toSet());
        ArrayNode absent = node.putArray("absent");
        labels.stream().filter(l -> !found.contains(l.value())).forEach(l -> absent.add(l.name()));
        findings.lesions().ifPresent(l -> {
            ArrayNode rows = node.putArray("lesions");
            l.list().forEach(lesion -> rows.add(MeasureJson.lesion(rows.size() + 1, lesion)));
            node.set("lesion_rule", MeasureJson.lesionRule(l));
        });
        node.put("software", Version.get());
        node.put("notice", Main.NOTICE);
        return node;
    }

    private static void write(Path to, String text) {
        try {
            PartFile.write(
                    to, out -> VolumeBytes.writeFully(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), out));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CANNOT_WRITE, String.valueOf(e.getMessage()), e);
        }
    }
}
