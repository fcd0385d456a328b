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

    NnunetPlans plans(String configuration, Mirroring mirroring, DatasetJson dataset) throws ModelException {
        Map<String, JsonField> c = resolve(configuration, new HashSet<>());
        JsonField patchField = key(c, configuration, "patch_size");
        int axes = patchField.items().size();
        if (axes != 2 && axes != 3) {
            throw patchField.unfit("three numbers, or two of a 2d configuration");
        }
        List<Integer> patch = new ArrayList<>(patchField.integers(axes, 1, 4096));
        if (axes == 2) {
            patch.add(0, 1);
        }
        List<Double> spacing = new ArrayList<>();
        for (JsonField item : key(c, configuration, "spacing").items(axes)) {
            double s = item.number();
            if (!(s > 0)) {
                throw item.unfit("above 0 mm");
            }
            spacing.add(s);
        }
        ResamplingJson resampling = new ResamplingJson(c, configuration);
        Resampling data = resampling.values("resampling_fn_data", 3);
        Resampling probabilities = resampling.values("resampling_fn_probabilities", 1);
        if (probabilities.isNone() && !data.isNone()) {
            throw key(c, configuration, "resampling_fn_probabilities")
                    .unfit("a function that undoes resampling_fn_data");
        }
        Optional<NnunetPlans.PreviousStage> previous = Optional.empty();
        JsonField stage = c.get("previous_stage");
        if (stage != null && !stage.node().isNull()) {
            previous = Optional.of(new NnunetPlans.PreviousStage(stage.text(), resampling.labels("resampling_fn_seg")));
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
                patch,
                normalization(c, configuration, dataset.channels().size()),
                data,
                probabilities,
                reader(),
                mirroring.of(axes == 2),
                dataset.heads(),
                dataset.regionsClassOrder(),
                dataset.foregroundLabels(),
                previous);
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

    static JsonField key(Map<String, JsonField> c, String configuration, String key) throws ModelException {
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

    private ReaderOrientation reader() throws ModelException {
        JsonField reader = root.get("image_reader_writer");
        return switch (reader.text()) {
            case "SimpleITKIO", "NibabelIO" -> ReaderOrientation.AS_STORED;
            case "SimpleITKIOWithReorient", "NibabelIOWithReorient" -> ReaderOrientation.RAS;
            default -> throw reader.unfit("SimpleITKIO, NibabelIO, SimpleITKIOWithReorient or NibabelIOWithReorient");
        };
    }
}
