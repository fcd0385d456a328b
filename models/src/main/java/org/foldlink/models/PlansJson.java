package org.foldlink.models;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads nnU-Net v2's plans.json for one configuration, and refuses by name what this version does not do. */
final class PlansJson {

    private static final String RESAMPLER = "resample_data_or_seg_to_shape";

    private final JsonField root;

    PlansJson(JsonField root) {
        this.root = root;
    }

    /** The configuration to take where neither model.json nor the folder's name says one. */
    String defaultConfiguration() throws ModelException {
        JsonField configurations = root.get("configurations");
        Set<String> names = configurations.entries().keySet();
        if (names.size() == 1) {
            return names.iterator().next();
        }
        if (names.contains("3d_fullres")) {
            return "3d_fullres";
        }
        throw new ModelException(
                ModelException.Kind.UNFIT,
                "plans.json configurations = " + String.join(", ", names)
                        + " (expected model.json or the folder's name, trainer__plans__configuration, to say which one)");
    }

    NnunetPlans plans(String configuration, List<Integer> mirroring, DatasetJson dataset) throws ModelException {
        Map<String, JsonField> c = resolve(configuration, new HashSet<>());
        JsonField patchField = key(c, configuration, "patch_size");
        if (patchField.items().size() == 2) {
            throw patchField.unfit("three numbers: 2d configurations are not supported by this version");
        }
        JsonField previous = c.get("previous_stage");
        if (previous != null && !previous.node().isNull()) {
            throw previous.unfit("no previous stage: cascades are not supported by this version");
        }
        List<Double> spacing = new ArrayList<>();
        for (JsonField item : key(c, configuration, "spacing").items(3)) {
            double s = item.number();
            if (!(s > 0)) {
                throw item.unfit("above 0 mm");
            }
            spacing.add(s);
        }
        List<Integer> forward = root.get("transpose_forward").integers(3, 0, 2);
        List<Integer> backward = root.get("transpose_backward").integers(3, 0, 2);
        for (int a = 0; a < 3; a++) {
            if (!backward.contains(a) || backward.get(forward.get(a)) != a) {
                throw root.get("transpose_backward").unfit("the inverse of transpose_forward");
            }
        }
        return new NnunetPlans(
                configuration,
                forward,
                backward,
                spacing,
                patchField.integers(3, 1, 4096),
                normalization(c, configuration, dataset.channels().size()),
                resampling(c, configuration, "resampling_fn_data", 3),
                resampling(c, configuration, "resampling_fn_probabilities", 1),
                reader(),
                mirroring,
                dataset.heads(),
                dataset.regionsClassOrder(),
                dataset.foregroundLabels(),
                Optional.empty());
    }

    private Map<String, JsonField> resolve(String name, Set<String> visited) throws ModelException {
        JsonField configurations = root.get("configurations");
        JsonField field = configurations
                .find(name)
                .orElseThrow(() -> new ModelException(
                        ModelException.Kind.UNFIT,
                        "plans.json has no configurations." + name + " (it has "
                                + String.join(", ", keys(configurations)) + ")"));
        if (!visited.add(name)) {
            throw field.get("inherits_from").unfit("no circle of configurations");
        }
        Map<String, JsonField> merged = new LinkedHashMap<>();
        Optional<JsonField> parent = field.find("inherits_from");
        if (parent.isPresent()) {
            merged.putAll(resolve(parent.get().text(), visited));
        }
        merged.putAll(field.entries());
        return merged;
    }

    private static List<String> keys(JsonField field) {
        return field.node().properties().stream().map(Map.Entry::getKey).toList();
    }

    private static JsonField key(Map<String, JsonField> c, String configuration, String key) throws ModelException {
        JsonField field = c.get(key);
        if (field == null || field.node().isNull()) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    "plans.json has no configurations." + configuration + "." + key + " (expected one)");
        }
        return field;
    }

    private List<Normalization> normalization(Map<String, JsonField> c, String configuration, int channels)
            throws ModelException {
        List<JsonField> schemes = key(c, configuration, "normalization_schemes").items(channels);
        List<JsonField> masks = key(c, configuration, "use_mask_for_norm").items(channels);
        List<Normalization> all = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            JsonField scheme = schemes.get(i);
            all.add(
                    switch (scheme.text()) {
                        case "CTNormalization" -> ct(i);
                        case "ZScoreNormalization" ->
                            new Normalization.ZScore(masks.get(i).bool());
                        case "RescaleTo01Normalization" -> new Normalization.RescaleTo01();
                        case "RGBTo01Normalization" -> new Normalization.RgbTo01();
                        case "NoNormalization" -> new Normalization.None();
                        default ->
                            throw scheme.unfit("CTNormalization, ZScoreNormalization, RescaleTo01Normalization, "
                                    + "RGBTo01Normalization or NoNormalization");
                    });
        }
        return all;
    }

    private Normalization ct(int channel) throws ModelException {
        JsonField all = root.find("foreground_intensity_properties_per_channel").isPresent()
                ? root.get("foreground_intensity_properties_per_channel")
                : root.get("foreground_intensity_properties_by_modality");
        JsonField p = all.get(Integer.toString(channel));
        return new Normalization.Ct(
                p.get("percentile_00_5").number(),
                p.get("percentile_99_5").number(),
                p.get("mean").number(),
                p.get("std").number());
    }

    private static Resampling resampling(Map<String, JsonField> c, String configuration, String key, int maxOrder)
            throws ModelException {
        JsonField fn = key(c, configuration, key);
        if (!fn.text().equals(RESAMPLER)) {
            throw fn.unfit(RESAMPLER + ": no other resampling is supported by this version");
        }
        JsonField kwargs = key(c, configuration, key + "_kwargs");
        kwargs.onlyKeys(Set.of("is_seg", "order", "order_z", "force_separate_z"));
        Optional<JsonField> isSeg = kwargs.find("is_seg");
        if (isSeg.isPresent() && isSeg.get().bool()) {
            throw isSeg.get().unfit("false");
        }
        // nnU-Net's own defaults where a keyword is left out: order 3, order_z 0, never apart; an explicit null lets
        // the spacing decide.
        int order = order(kwargs, "order", 3, maxOrder);
        int orderZ = order(kwargs, "order_z", 0, maxOrder);
        Optional<Boolean> force = Optional.of(false);
        if (kwargs.node().has("force_separate_z")) {
            Optional<JsonField> field = kwargs.find("force_separate_z");
            force = field.isPresent() ? Optional.of(field.get().bool()) : Optional.empty();
        }
        return new Resampling(order, orderZ, force);
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

    private ReaderOrientation reader() throws ModelException {
        JsonField reader = root.get("image_reader_writer");
        return switch (reader.text()) {
            case "SimpleITKIO", "NibabelIO" -> ReaderOrientation.AS_STORED;
            case "SimpleITKIOWithReorient", "NibabelIOWithReorient" -> ReaderOrientation.RAS;
            default -> throw reader.unfit("SimpleITKIO, NibabelIO, SimpleITKIOWithReorient or NibabelIOWithReorient");
        };
    }
}
