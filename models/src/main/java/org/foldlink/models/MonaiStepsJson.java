package org.foldlink.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the list {@code preprocessing} of monai.json. */
final class MonaiStepsJson {

    private static final String STEPS =
            "orientation, spacing, range, percentiles, min_max, z_score, crop_foreground or resize";

    private final int channels;

    MonaiStepsJson(int channels) {
        this.channels = channels;
    }

    List<MonaiStep> steps(JsonField list) throws ModelException {
        List<MonaiStep> steps = new ArrayList<>();
        List<String> spatial = new ArrayList<>();
        for (JsonField item : list.items()) {
            MonaiStep step = step(item);
            if (step instanceof MonaiStep.Spatial) {
                order(item.get("step"), spatial);
            }
            steps.add(step);
        }
        return steps;
    }

    /** Orientation comes before all that moves voxels, spacing before crop and resize, and each is there once at most. */
    private static void order(JsonField kind, List<String> before) throws ModelException {
        String name = kind.text();
        if (before.contains(name)) {
            throw kind.unfit("each of orientation, spacing, crop_foreground and resize once at most");
        }
        if (name.equals("orientation") && !before.isEmpty()) {
            throw kind.unfit("orientation before " + before.get(0) + ": no other order is supported by this version");
        }
        if (name.equals("spacing") && (before.contains("crop_foreground") || before.contains("resize"))) {
            throw kind.unfit("spacing before crop_foreground and resize: no other order is supported by this version");
        }
        before.add(name);
    }

    private MonaiStep step(JsonField item) throws ModelException {
        JsonField kind = item.get("step");
        return switch (kind.text()) {
            case "orientation" -> orientation(item);
            case "spacing" -> spacing(item);
            case "range" -> range(item);
            case "percentiles" -> percentiles(item);
            case "min_max" -> minMax(item);
            case "z_score" -> zScore(item);
            case "crop_foreground" -> cropForeground(item);
            case "resize" -> resize(item);
            default -> throw kind.unfit(STEPS);
        };
    }

    private static MonaiStep orientation(JsonField item) throws ModelException {
        item.onlyKeys(Set.of("step", "axes"));
        JsonField axes = item.get("axes");
        String text = axes.text();
        boolean each = text.length() == 3
                && List.of("RL", "AP", "SI").stream()
                        .allMatch(pair ->
                                text.chars().filter(c -> pair.indexOf(c) >= 0).count() == 1);
        if (!each) {
            throw axes.unfit("three letters, one each of R or L, A or P, S or I, such as \"RAS\"");
        }
        return new MonaiStep.Orientation(text);
    }

    private static MonaiStep spacing(JsonField item) throws ModelException {
        item.onlyKeys(Set.of("step", "mm", "mode"));
        List<Double> mm = new ArrayList<>();
        for (JsonField value : item.get("mm").items(3)) {
            if (value.node().isNull()) {
                mm.add(0.0);
                continue;
            }
            double v = value.number();
            if (!(v > 0)) {
                throw value.unfit("above 0 mm, or null to keep the scan's own");
            }
            mm.add(v);
        }
        Optional<JsonField> mode = item.find("mode");
        boolean nearest = false;
        if (mode.isPresent()) {
            nearest = switch (mode.get().text()) {
                case "bilinear" -> false;
                case "nearest" -> true;
                default -> throw mode.get().unfit("bilinear or nearest");
            };
        }
        return new MonaiStep.Spacing(mm, nearest);
    }

    private static MonaiStep range(JsonField item) throws ModelException {
        item.onlyKeys(Set.of("step", "from", "to", "clip"));
        List<Double> from = pair(item.get("from"));
        if (from.get(0).equals(from.get(1))) {
            throw item.get("from").unfit("two different values");
        }
        List<Double> to = pair(item.get("to"));
        return new MonaiStep.Range(from.get(0), from.get(1), to.get(0), to.get(1), flag(item, "clip"));
    }

    private static MonaiStep percentiles(JsonField item) throws ModelException {
        item.onlyKeys(Set.of("step", "from", "to", "clip", "relative", "channel_wise"));
        List<Double> from = pair(item.get("from"));
        if (!(from.get(0) >= 0 && from.get(0) < from.get(1) && from.get(1) <= 100)) {
            throw item.get("from").unfit("two percentiles 0..100, ascending");
        }
        List<Double> to = pair(item.get("to"));
        return new MonaiStep.Percentiles(
                from.get(0),
                from.get(1),
                to.get(0),
                to.get(1),
                flag(item, "clip"),
                flag(item, "relative"),
                flag(item, "channel_wise"));
    }

    private static MonaiStep minMax(JsonField item) throws ModelException {
        item.onlyKeys(Set.of("step", "to", "channel_wise"));
        List<Double> to = item.find("to").isPresent() ? pair(item.get("to")) : List.of(0.0, 1.0);
        return new MonaiStep.MinMax(to.get(0), to.get(1), flag(item, "channel_wise"));
    }

    private MonaiStep zScore(JsonField item) throws ModelException {
        item.onlyKeys(Set.of("step", "nonzero", "channel_wise", "mean", "std"));
        boolean channelWise = flag(item, "channel_wise");
        List<Double> mean = figures(item, "mean", channelWise);
        List<Double> std = figures(item, "std", channelWise);
        return new MonaiStep.ZScore(flag(item, "nonzero"), channelWise, mean, std);
    }

    /** One for all, or with {@code channel_wise} one a channel; empty if not stated. */
    private List<Double> figures(JsonField item, String key, boolean channelWise) throws ModelException {
        Optional<JsonField> field = item.find(key);
        if (field.isEmpty()) {
            return List.of();
        }
        if (!channelWise) {
            return List.of(field.get().number());
        }
        List<Double> values = new ArrayList<>();
        for (JsonField value : field.get().items(channels)) {
            values.add(value.number());
        }
        return values;
    }

    private static MonaiStep cropForeground(JsonField item) throws ModelException {
        item.onlyKeys(Set.of("step", "above", "margin", "allow_smaller", "divisible_by"));
        double above = item.find("above").isPresent() ? item.get("above").number() : 0;
        return new MonaiStep.CropForeground(
                above,
                threeIntegers(item, "margin", 0),
                flag(item, "allow_smaller"),
                threeIntegers(item, "divisible_by", 1));
    }

    private static MonaiStep resize(JsonField item) throws ModelException {
        item.onlyKeys(Set.of("step", "size", "mode", "align_corners"));
        JsonField mode = item.get("mode");
        boolean aligned = flag(item, "align_corners");
        MonaiStep.ResizeMode how = switch (mode.text()) {
            case "area" -> MonaiStep.ResizeMode.AREA;
            case "trilinear" -> aligned ? MonaiStep.ResizeMode.TRILINEAR_ALIGN_CORNERS : MonaiStep.ResizeMode.TRILINEAR;
            case "nearest" -> MonaiStep.ResizeMode.NEAREST;
            case "nearest-exact" -> MonaiStep.ResizeMode.NEAREST_EXACT;
            default -> throw mode.unfit("area, trilinear, nearest or nearest-exact");
        };
        if (aligned && how != MonaiStep.ResizeMode.TRILINEAR_ALIGN_CORNERS) {
            throw item.get("align_corners").unfit("false, or mode \"trilinear\"");
        }
        return new MonaiStep.Resize(item.get("size").integers(3, 1, 4096), how);
    }

    private static List<Double> pair(JsonField field) throws ModelException {
        List<Double> values = new ArrayList<>();
        for (JsonField value : field.items(2)) {
            values.add(value.number());
        }
        return values;
    }

    /** False where it is left out, as in MONAI. */
    static boolean flag(JsonField item, String key) throws ModelException {
        Optional<JsonField> field = item.find(key);
        return field.isPresent() && field.get().bool();
    }

    /** One for all axes, or one an axis. */
    private static List<Integer> threeIntegers(JsonField item, String key, int absent) throws ModelException {
        Optional<JsonField> field = item.find(key);
        if (field.isEmpty()) {
            return List.of(absent, absent, absent);
        }
        if (field.get().node().isArray()) {
            return field.get().integers(3, absent, 4096);
        }
        int value = field.get().integer(absent, 4096);
        return List.of(value, value, value);
    }
}
