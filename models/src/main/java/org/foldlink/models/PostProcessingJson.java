package org.foldlink.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads {@code postprocessing.json} as nnU-Net's determine_postprocessing writes it: names of functions and, beside them, their keywords. What
 * it says of scores is left alone.
 */
final class PostProcessingJson {

    static final String FILE = "postprocessing.json";
    private static final String LARGEST = "remove_all_but_largest_component_from_segmentation";

    private PostProcessingJson() {}

    /** {@link PostProcessing#NONE} where the folder has no such file. */
    static PostProcessing read(Path folder) throws ModelException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return PostProcessing.NONE;
        }
        JsonField root = JsonField.read(file);
        List<JsonField> functions = root.get("postprocessing_fns").items();
        List<JsonField> keywords = root.get("postprocessing_kwargs").items(functions.size());
        List<PostProcessing.LargestComponent> steps = new ArrayList<>();
        for (int s = 0; s < functions.size(); s++) {
            if (!functions.get(s).text().equals(LARGEST)) {
                throw functions.get(s).unfit(LARGEST);
            }
            JsonField of = keywords.get(s);
            of.onlyKeys(Set.of("labels_or_regions", "background_label"));
            NavigableSet<Integer> values = new TreeSet<>();
            collect(of.get("labels_or_regions"), values);
            Optional<JsonField> background = of.find("background_label");
            steps.add(new PostProcessing.LargestComponent(
                    values, background.isPresent() ? background.get().integer(0, 65535) : 0));
        }
        return new PostProcessing(steps);
    }

    /** A label, a region (a list of labels) or a list of both: nnU-Net takes their union. */
    private static void collect(JsonField field, NavigableSet<Integer> values) throws ModelException {
        if (field.node().isArray()) {
            for (JsonField item : field.items()) {
                collect(item, values);
            }
        } else {
            values.add(field.integer(1, 65535));
        }
    }
}
