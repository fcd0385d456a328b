package org.foldlink.models;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads monai.json (models/zoo/monai.schema.json), which lies beside model.json and states a MONAI pipeline's inference. */
final class MonaiJson {

    static final String FILE = "monai.json";

    private MonaiJson() {}

    /** @param channels of the network's input, as model.json lists them */
    static MonaiPlan of(JsonField root, Task task, int channels) throws ModelException {
        root.requireSchema(1);
        root.onlyKeys(Set.of("$schema", "schema", "preprocessing", "inferer", "output"));
        List<MonaiStep> steps = new MonaiStepsJson(channels).steps(root.get("preprocessing"));
        MonaiInferer inferer = inferer(root.get("inferer"), steps);
        JsonField output = root.get("output");
        if (task == Task.CLASSIFICATION && !(inferer instanceof MonaiInferer.Whole)) {
            throw root.get("inferer").get("kind").unfit("whole: a classification sees the whole volume at once");
        }
        return new MonaiPlan(
                task,
                channels,
                steps,
                inferer,
                task == Task.CLASSIFICATION ? classification(output) : segmentation(output));
    }

    private static MonaiInferer inferer(JsonField field, List<MonaiStep> steps) throws ModelException {
        JsonField kind = field.get("kind");
        switch (kind.text()) {
            case "sliding_window" -> {
                field.onlyKeys(Set.of("kind", "roi", "overlap", "mode", "sigma_scale"));
                JsonField mode = field.get("mode");
                boolean gaussian = switch (mode.text()) {
                    case "constant" -> false;
                    case "gaussian" -> true;
                    default -> throw mode.unfit("constant or gaussian");
                };
                return new MonaiInferer.SlidingWindow(
                        field.get("roi").integers(3, 1, 4096),
                        parts(field, "overlap", 0.25),
                        gaussian,
                        parts(field, "sigma_scale", 0.125));
            }
            case "whole" -> {
                field.onlyKeys(Set.of("kind"));
                for (MonaiStep step : steps) {
                    if (step instanceof MonaiStep.Resize resize) {
                        return new MonaiInferer.Whole(resize.size());
                    }
                }
                throw kind.unfit("sliding_window, or a resize step, so that every volume fits the network");
            }
            default -> throw kind.unfit("sliding_window or whole");
        }
    }

    /** One for all axes, or one an axis: at least 0, below 1. */
    private static List<Double> parts(JsonField field, String key, double absent) throws ModelException {
        Optional<JsonField> found = field.find(key);
        if (found.isEmpty()) {
            return List.of(absent, absent, absent);
        }
        List<JsonField> items =
                found.get().node().isArray() ? found.get().items(3) : List.of(found.get(), found.get(), found.get());
        List<Double> values = new ArrayList<>();
        for (JsonField item : items) {
            double value = item.number();
            boolean sigma = key.equals("sigma_scale");
            if (sigma ? !(value > 0) : !(value >= 0 && value < 1)) {
                throw item.unfit(sigma ? "above 0" : "0 or more and below 1");
            }
            values.add(value);
        }
        return values;
    }

    private static MonaiOutput segmentation(JsonField field) throws ModelException {
        field.onlyKeys(Set.of("heads", "activation", "decision", "values", "way_back"));
        int heads = field.get("heads").integer(1, 65535);
        JsonField back = field.get("way_back");
        boolean labels = switch (back.text()) {
            case "probabilities" -> false;
            case "labels" -> true;
            default -> throw back.unfit("probabilities or labels");
        };
        MonaiOutput.Decision decision = decision(field);
        List<Integer> values = new ArrayList<>();
        if (decision == MonaiOutput.Decision.THRESHOLD) {
            values.addAll(field.get("values").integers(heads, 1, 65535));
            if (new HashSet<>(values).size() != heads) {
                throw field.get("values").unfit("each value once");
            }
        } else {
            if (heads < 2) {
                throw field.get("heads").unfit("2 or more for argmax, the background among them");
            }
            if (field.find("values").isPresent()) {
                throw field.get("values").unfit("none: with argmax a head's value is its number");
            }
            for (int h = 0; h < heads; h++) {
                values.add(h);
            }
        }
        MonaiOutput.Activation activation = activation(field);
        if (decision == MonaiOutput.Decision.THRESHOLD && activation == MonaiOutput.Activation.NONE) {
            throw field.get("activation").unfit("sigmoid or softmax: the threshold is a probability of 0.5");
        }
        return new MonaiOutput(heads, activation, decision, 0.5, values, labels, List.of());
    }

    private static MonaiOutput classification(JsonField field) throws ModelException {
        field.onlyKeys(Set.of("heads", "activation", "decision", "threshold", "classes"));
        int heads = field.get("heads").integer(1, 65535);
        MonaiOutput.Decision decision = decision(field);
        MonaiOutput.Activation activation = activation(field);
        boolean single = heads == 1;
        if (decision != (single ? MonaiOutput.Decision.THRESHOLD : MonaiOutput.Decision.ARGMAX)) {
            throw field.get("decision").unfit(single ? "threshold for one head" : "argmax for several heads");
        }
        MonaiOutput.Activation fitting = single ? MonaiOutput.Activation.SIGMOID : MonaiOutput.Activation.SOFTMAX;
        if (activation != fitting) {
            throw field.get("activation").unfit(single ? "sigmoid for one head" : "softmax for several heads");
        }
        List<String> classes = new ArrayList<>();
        for (JsonField item : field.get("classes").items(single ? 2 : heads)) {
            classes.add(item.text());
        }
        if (new HashSet<>(classes).size() != classes.size()) {
            throw field.get("classes").unfit("each name once");
        }
        List<Integer> values = new ArrayList<>();
        for (int h = 0; h < heads; h++) {
            values.add(single ? 1 : h);
        }
        return new MonaiOutput(heads, activation, decision, threshold(field, decision), values, false, classes);
    }

    private static MonaiOutput.Activation activation(JsonField field) throws ModelException {
        JsonField activation = field.get("activation");
        return switch (activation.text()) {
            case "none" -> MonaiOutput.Activation.NONE;
            case "softmax" -> MonaiOutput.Activation.SOFTMAX;
            case "sigmoid" -> MonaiOutput.Activation.SIGMOID;
            default -> throw activation.unfit("softmax, sigmoid or none");
        };
    }

    private static MonaiOutput.Decision decision(JsonField field) throws ModelException {
        JsonField decision = field.get("decision");
        return switch (decision.text()) {
            case "argmax" -> MonaiOutput.Decision.ARGMAX;
            case "threshold" -> MonaiOutput.Decision.THRESHOLD;
            default -> throw decision.unfit("argmax or threshold");
        };
    }

    private static double threshold(JsonField field, MonaiOutput.Decision decision) throws ModelException {
        Optional<JsonField> found = field.find("threshold");
        if (decision == MonaiOutput.Decision.ARGMAX) {
            if (found.isPresent()) {
                throw found.get().unfit("none: the decision is argmax");
            }
            return 0.5;
        }
        return found.isPresent() ? found.get().number() : 0.5;
    }
}
