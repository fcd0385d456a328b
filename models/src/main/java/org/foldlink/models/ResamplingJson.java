package org.foldlink.models;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one {@code resampling_fn_*} of a configuration with its keywords. */
final class ResamplingJson {

    private static final String SPLINE = "resample_data_or_seg_to_shape";
    private static final String TORCH = "resample_torch_fornnunet";
    private static final String NONE = "no_resampling_hack";

    private final Map<String, JsonField> configuration;
    private final String name;

    ResamplingJson(Map<String, JsonField> configuration, String name) {
        this.configuration = configuration;
        this.name = name;
    }

    /** Of images or logits. */
    Resampling values(String key, int maxOrder) throws ModelException {
        JsonField function = PlansJson.key(configuration, name, key);
        JsonField kwargs = PlansJson.key(configuration, name, key + "_kwargs");
        return switch (function.text()) {
            case SPLINE -> spline(kwargs, false, maxOrder);
            case TORCH -> torch(kwargs);
            case NONE -> none(kwargs);
            default -> throw function.unfit(SPLINE + ", " + TORCH + " or " + NONE);
        };
    }

    /** Of a labelmap. */
    Resampling labels(String key) throws ModelException {
        JsonField function = PlansJson.key(configuration, name, key);
        JsonField kwargs = PlansJson.key(configuration, name, key + "_kwargs");
        return switch (function.text()) {
            case SPLINE -> spline(kwargs, true, 1);
            case NONE -> none(kwargs);
            default -> throw function.unfit(SPLINE + " or " + NONE + ": other resampling of labels is not supported");
        };
    }

    private static Resampling spline(JsonField kwargs, boolean labels, int maxOrder) throws ModelException {
        kwargs.onlyKeys(Set.of("is_seg", "order", "order_z", "force_separate_z"));
        requireLabels(kwargs, labels);
        // nnU-Net's own defaults where a keyword is left out: order 3, order_z 0, never apart; an explicit null lets
        // the spacing decide.
        int order = order(kwargs, "order", 3, maxOrder);
        int orderZ = order(kwargs, "order_z", 0, maxOrder);
        return new Resampling(order, orderZ, apart(kwargs, Optional.of(false)));
    }

    /**
     * PyTorch's linear interpolation takes the same samples as a spline of order 1. Where z is apart it goes linearly in the slice, then to the
     * nearest, or linearly, along z.
     */
    private static Resampling torch(JsonField kwargs) throws ModelException {
        kwargs.onlyKeys(Set.of(
                "is_seg",
                "num_threads",
                "device",
                "memefficient_seg_resampling",
                "force_separate_z",
                "mode",
                "aniso_axis_mode"));
        requireLabels(kwargs, false);
        Optional<JsonField> mode = kwargs.find("mode");
        if (mode.isPresent() && !mode.get().text().equals("linear")) {
            throw mode.get().unfit("linear");
        }
        int orderZ = 0;
        Optional<JsonField> along = kwargs.find("aniso_axis_mode");
        if (along.isPresent()) {
            switch (along.get().text()) {
                case "nearest-exact" -> orderZ = 0;
                case "linear" -> orderZ = 1;
                default -> throw along.get().unfit("nearest-exact or linear");
            }
        }
        return new Resampling(1, orderZ, apart(kwargs, Optional.empty()));
    }

    private static Resampling none(JsonField kwargs) throws ModelException {
        kwargs.onlyKeys(Set.of());
        return Resampling.NONE;
    }

    private static void requireLabels(JsonField kwargs, boolean labels) throws ModelException {
        Optional<JsonField> isSeg = kwargs.find("is_seg");
        if (isSeg.isPresent() ? isSeg.get().bool() != labels : labels) {
            throw (isSeg.isPresent() ? isSeg.get() : kwargs).unfit(labels ? "is_seg true" : "false");
        }
    }

    private static Optional<Boolean> apart(JsonField kwargs, Optional<Boolean> absent) throws ModelException {
        if (!kwargs.node().has("force_separate_z")) {
            return absent;
        }
        Optional<JsonField> field = kwargs.find("force_separate_z");
        return field.isPresent() ? Optional.of(field.get().bool()) : Optional.empty();
    }

    private static int order(JsonField kwargs, String key, int absent, int max) throws ModelException {
        Optional<JsonField> field = kwargs.find(key);
        int order = field.isPresent() ? field.get().integer(0, 5) : absent;
        if (order > max || order == 2) {
            throw (field.isPresent() ? field.get() : kwargs)
                    .unfit(key + (max == 3 ? " 0, 1 or 3" : " 0 or 1") + ": others are not supported by this version");
        }
        return order;
    }
}
