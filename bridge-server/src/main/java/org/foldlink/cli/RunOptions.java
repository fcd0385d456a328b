package org.foldlink.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;
import org.foldlink.session.RequestException;
import org.foldlink.session.ResultKind;
import org.foldlink.session.SegmentOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that {@code send} and {@code segment} share. */
final class RunOptions {

    @Parameters(
            paramLabel = "INPUT",
            arity = "1..*",
            description = {
                "A volume file (.nii.gz, .nii, .nrrd, .nhdr), a folder of them, or one file a channel in the model's order.",
                "Channels of a case are named as nnU-Net has them: case_0000.nii.gz, case_0001.nii.gz ..."
            })
    @SuppressWarnings("NullAway.Init") // picocli sets it
    List<Path> inputs;

    @Option(
            names = {"-m", "--model"},
            required = true,
            paramLabel = "ID",
            description = "The model; see: foldlink models list.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    String model;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder for the results (default: ${DEFAULT-VALUE}).",
            defaultValue = "foldlink-out")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    Path out;

    @Option(names = "--continue", description = "Leave out cases whose labelmap is there already.")
    boolean goOn;

    @Option(names = "--force", description = "Replace results that are there already.")
    boolean force;

    @Option(
            names = "--save-probabilities",
            description = "Also write case.prob.<value>.nii.gz for every class (0 = background).")
    boolean probabilities;

    @Option(
            names = "--doubt",
            arity = "0..1",
            paramLabel = "KIND",
            fallbackValue = "votes",
            description = {
                "Also write case.doubt.nii.gz, 0-100: votes, the per cent of folds that disagree with the label (default),",
                "or entropy, that of the mean softmax."
            })
    @Nullable
    String doubt;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "exact (default), or adaptive: folds after the first only where they are in doubt.",
            defaultValue = "exact")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    String mode;

    @Option(
            names = "--seg-nrrd",
            description = "Also write case.seg.nrrd: the labelmap with names and colours, for 3D Slicer.")
    boolean segNrrd;

    @Option(names = "--png", description = "Also write case.png: three orthogonal slices with labels and boxes.")
    boolean png;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    SurfaceFlags surfaces;

    @Option(
            names = "--html",
            description = "Also write case.html: 3D scene, slices, volumes; one file that opens without a network.")
    boolean html;

    @Option(names = "--folds", paramLabel = "N", description = "Use only the first N folds (default: all).")
    int folds;

    @Option(names = "--no-mirroring", description = "Leave out test-time mirroring: faster, a little less exact.")
    boolean noMirroring;

    @Option(
            names = "--no-postprocessing",
            description = "Leave out the model's own post-processing (largest components) where it has one.")
    boolean noPostProcessing;

    @Option(
            names = "--region",
            paramLabel = "R,A,S,R,A,S",
            split = ",",
            arity = "1",
            description = "Compute only this box, RAS mm: three lower and three upper bounds.")
    double @Nullable [] region;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress, no table.")
    boolean quiet;

    CaseOutputs.Existing existing() {
        if (goOn && force) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--continue and --force exclude each other (expected one of them)");
        }
        return goOn ? CaseOutputs.Existing.CONTINUE : force ? CaseOutputs.Existing.FORCE : CaseOutputs.Existing.REFUSE;
    }

    SegmentOptions options() {
        if (folds < 0) {
            throw new CommandFailure(ExitCode.USAGE, "--folds = " + folds + " (expected 1 or more; 0 for all)");
        }
        Set<ResultKind> results = EnumSet.copyOf(ResultKind.USUAL);
        if (doubt != null) {
            results.add(ResultKind.DOUBT);
        }
        if (probabilities) {
            results.add(ResultKind.PROBABILITIES);
        }
        SegmentOptions options = SegmentOptions.DEFAULT
                .withFolds(folds)
                .withMirroring(!noMirroring)
                .withPost(!noPostProcessing)
                .withResults(results);
        String kind = doubt;
        options = options.withMode(option(() -> SegmentOptions.mode(mode)));
        SegmentOptions settled = kind == null ? options : options.withDoubt(option(() -> SegmentOptions.doubt(kind)));
        return box().map(settled::withRegion).orElse(settled);
    }

    /** Of a classification model, which gives no labelmap to compute, post-process or draw in another way. */
    SegmentOptions classOptions() {
        SegmentOptions options = options();
        boolean plain = options.withFolds(0).equals(SegmentOptions.DEFAULT);
        if (!plain || png || segNrrd || html || !surfaces.formats().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "model " + model
                            + " classifies whole volumes: got an option of segmentations (expected of those of a run"
                            + " only --folds, --priority, --out, --continue, --force, --quiet)");
        }
        return SegmentOptions.CLASSIFY.withFolds(folds);
    }

    /** The value of an option, or wrong usage. */
    interface Choice<E> {
        E parse() throws RequestException;
    }

    static <E> E option(Choice<E> choice) {
        try {
            return choice.parse();
        } catch (RequestException e) {
            throw new CommandFailure(ExitCode.USAGE, "--" + e.getMessage(), e);
        }
    }

    private Optional<Box> box() {
        double[] r = region;
        if (r == null) {
            return Optional.empty();
        }
        if (r.length != 6) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--region has " + r.length + " numbers (expected 6: R,A,S,R,A,S in mm)");
        }
        try {
            return Optional.of(new Box(new Vec3(r[0], r[1], r[2]), new Vec3(r[3], r[4], r[5])));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--region: " + e.getMessage(), e);
        }
    }

    /** As a Classify command has them. */
    static ObjectNode classJson(SegmentOptions options) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("folds", options.folds());
        json.put("priority", options.priority().wire());
        return json;
    }

    /** As a Segment command has them. */
    static ObjectNode json(SegmentOptions options) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("folds", options.folds());
        json.put("mirroring", options.mirroring());
        json.put("post", options.post());
        json.put("mode", options.mode().wire());
        json.put("doubt", options.doubt().wire());
        json.put("priority", options.priority().wire());
        options.region().ifPresent(box -> {
            ObjectNode region = json.putObject("region");
            vector(region.putArray("min"), box.min());
            vector(region.putArray("max"), box.max());
        });
        ArrayNode results = json.putArray("results");
        options.results().forEach(kind -> results.add(kind.suffix()));
        if (!options.surfaces().isEmpty()) {
            ArrayNode surfaces = json.putArray("surfaces");
            options.surfaces().forEach(surfaces::add);
        }
        return json;
    }

    private static void vector(ArrayNode to, Vec3 v) {
        to.add(v.x()).add(v.y()).add(v.z());
    }
}
