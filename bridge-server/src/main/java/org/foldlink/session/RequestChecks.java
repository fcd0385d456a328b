package org.foldlink.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.Finding;
import org.foldlink.models.Channel;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.Task;

/** What can be said of a request from the request, the model and the grid alone. */
final class RequestChecks {

    private static final Pattern JOB = Pattern.compile("[a-z0-9]{1,6}");

    private RequestChecks() {}

    static void jobId(String id) throws RequestException {
        if (!JOB.matcher(id).matches()) {
            throw new RequestException(
                    ErrorCode.BAD_JOB, "job", "job = " + Texts.shown(id) + " (expected 1 to 6 characters of a-z0-9)");
        }
    }

    static ModelDescriptor model(ModelLookup models, String id) throws RequestException {
        ModelDescriptor model = models.find(id).orElse(null);
        if (model == null) {
            List<String> known = models.all().stream().map(ModelDescriptor::id).toList();
            throw new RequestException(
                    ErrorCode.UNKNOWN_MODEL,
                    "model",
                    "model = " + Texts.shown(id)
                            + (known.isEmpty()
                                    ? " (expected an installed model, and there is none: put one into the models folder)"
                                    : " (expected one of " + Texts.list(known) + ")"));
        }
        return model;
    }

    /** A model of the command's task. */
    static ModelDescriptor model(ModelLookup models, String id, Task task) throws RequestException {
        ModelDescriptor model = model(models, id);
        if (model.task() != task) {
            throw new RequestException(
                    ErrorCode.BAD_MODEL,
                    "model",
                    "model = " + model.id()
                            + switch (task) {
                                case SEGMENTATION ->
                                    " classifies whole volumes (expected a segmentation model): send Classify";
                                case CLASSIFICATION -> " segments (expected a classification model): send Segment";
                            });
        }
        return model;
    }

    /** The inputs in the model's order. */
    static Map<String, String> inputs(ModelDescriptor model, Map<String, String> inputs) throws RequestException {
        knownChannels(model, inputs);
        Map<String, String> ordered = new LinkedHashMap<>();
        for (Channel channel : model.channels()) {
            String device = inputs.get(channel.name());
            if (device == null) {
                throw new RequestException(
                        ErrorCode.MISSING_CHANNEL,
                        "inputs." + channel.name(),
                        "channel " + channel.name() + " of model " + model.id()
                                + " has no input (expected a device for each of " + channels(model) + ")");
            }
            ordered.put(channel.name(), device);
        }
        return ordered;
    }

    static void knownChannels(ModelDescriptor model, Map<String, String> inputs) throws RequestException {
        for (String name : inputs.keySet()) {
            if (model.channels().stream().noneMatch(channel -> channel.name().equals(name))) {
                throw new RequestException(
                        ErrorCode.UNKNOWN_CHANNEL,
                        "inputs." + Texts.shown(name),
                        "channel " + Texts.shown(name) + " is not one of model " + model.id() + " (expected "
                                + channels(model) + ")");
            }
        }
    }

    static String channels(ModelDescriptor model) {
        return Texts.list(model.channels().stream().map(Channel::name).toList());
    }

    static void options(ModelDescriptor model, SegmentOptions options) throws RequestException {
        int folds = model.folds().size();
        if (options.folds() < 0 || options.folds() > folds) {
            throw new RequestException(
                    ErrorCode.BAD_OPTION,
                    "options.folds",
                    "folds = " + options.folds() + " (expected 1.." + folds + ", or 0 for all of model " + model.id()
                            + ")");
        }
        if (model.task() == Task.CLASSIFICATION) {
            classification(options);
        }
        surfaces(model, options);
        if (options.region().isPresent()) {
            Box box = options.region().get();
            Vec3 size = box.size();
            if (!size.isFinite() || size.x() <= 0 || size.y() <= 0 || size.z() <= 0) {
                throw new RequestException(
                        ErrorCode.BAD_REGION,
                        "options.region",
                        "region " + text(box) + " has no volume (expected min < max on every axis, in RAS mm)");
            }
        }
    }

    /** A class has no labelmap to ask for, and none of the options that make one. */
    private static void classification(SegmentOptions options) throws RequestException {
        for (ResultKind kind : options.results()) {
            if (!ResultKind.CLASS.contains(kind)) {
                throw new RequestException(
                        ErrorCode.BAD_OPTION,
                        "options.results",
                        "result " + kind.suffix() + " is not one of a classification (expected "
                                + Texts.list(ResultKind.CLASS.stream()
                                        .map(ResultKind::suffix)
                                        .toList()) + ")");
            }
        }
        SegmentOptions allowed = SegmentOptions.CLASSIFY
                .withFolds(options.folds())
                .withResults(options.results())
                .withPriority(options.priority())
                .withAfter(options.after());
        if (!options.equals(allowed)) {
            throw new RequestException(
                    ErrorCode.BAD_OPTION,
                    "options",
                    "an option is set that a classification does not have (expected only "
                            + Texts.list(SegmentOptions.CLASSIFY_NAMES) + ")");
        }
    }

    private static void surfaces(ModelDescriptor model, SegmentOptions options) throws RequestException {
        List<Integer> values =
                model.labels().stream().map(label -> label.value()).sorted().toList();
        for (int value : options.surfaces()) {
            if (!values.contains(value)) {
                throw new RequestException(
                        ErrorCode.BAD_OPTION,
                        "options.surfaces",
                        "surfaces has label " + value + ", which model " + model.id() + " does not have (expected of "
                                + Texts.list(
                                        values.stream().map(String::valueOf).toList()) + ")");
            }
        }
    }

    /** The region has to meet the image. */
    static void region(Box region, Grid grid) throws RequestException {
        Box image = bounds(grid);
        if (region.min().x() >= image.max().x()
                || region.min().y() >= image.max().y()
                || region.min().z() >= image.max().z()
                || region.max().x() <= image.min().x()
                || region.max().y() <= image.min().y()
                || region.max().z() <= image.min().z()) {
            throw new RequestException(
                    ErrorCode.BAD_REGION,
                    "options.region",
                    "region " + text(region) + " lies outside of the image, which is " + text(image)
                            + " (expected a box in RAS mm that meets it)");
        }
    }

    /** RAS mm, from outer voxel face to outer voxel face. */
    private static Box bounds(Grid grid) {
        Vec3 min = null;
        Vec3 max = null;
        for (int corner = 0; corner < 8; corner++) {
            Vec3 p = grid.indexToRas()
                    .apply(
                            (corner & 1) == 0 ? -0.5 : grid.sizeI() - 0.5,
                            (corner & 2) == 0 ? -0.5 : grid.sizeJ() - 0.5,
                            (corner & 4) == 0 ? -0.5 : grid.sizeK() - 0.5);
            min = min == null
                    ? p
                    : new Vec3(Math.min(min.x(), p.x()), Math.min(min.y(), p.y()), Math.min(min.z(), p.z()));
            max = max == null
                    ? p
                    : new Vec3(Math.max(max.x(), p.x()), Math.max(max.y(), p.y()), Math.max(max.z(), p.z()));
        }
        if (min == null || max == null) {
            throw new AssertionError("eight corners");
        }
        return new Box(min, max);
    }

    private static String text(Box box) {
        return String.format(
                Locale.ROOT,
                "x %.1f..%.1f, y %.1f..%.1f, z %.1f..%.1f",
                box.min().x(),
                box.max().x(),
                box.min().y(),
                box.max().y(),
                box.min().z(),
                box.max().z());
    }

    /** The first error, as the refusal of a request. */
    static void refuse(List<Finding> findings) throws RequestException {
        for (Finding finding : findings) {
            if (finding.level() == Finding.Level.ERROR) {
                throw new RequestException(ErrorCode.ofFinding(finding.code()), finding.field(), finding.message());
            }
        }
    }

    static void memory(long needed, long allowed) throws RequestException {
        if (needed > allowed) {
            throw new RequestException(ErrorCode.MEMORY, "memory", memoryText(needed, allowed));
        }
    }

    static String memoryText(long needed, long allowed) {
        return "the run needs " + Texts.bytes(needed) + " of memory (expected at most " + Texts.bytes(allowed)
                + "): choose a smaller region, or raise the server's limit";
    }
}
