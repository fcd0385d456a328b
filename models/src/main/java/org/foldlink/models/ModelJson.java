package org.foldlink.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * FoldLink's own model.json (models/zoo/model.schema.json): what nnU-Net's two files do not say. Where they overlap, they must agree.
 *
 * @param configuration of the folds in the folder itself; empty where it has members
 * @param members sub-folders, an nnU-Net configuration each, whose probabilities are averaged
 * @param previousStage sub-folder of the stage before, where the configuration is the second of a cascade
 */
record ModelJson(
        String id,
        String title,
        String version,
        Task task,
        List<Channel> channels,
        List<Label> labels,
        Optional<String> configuration,
        List<String> members,
        Optional<String> previousStage,
        Mirroring mirroring,
        String trainedOn,
        String licence,
        String attribution,
        Map<String, Double> scores) {

    private static final Set<String> KEYS = Set.of(
            "$schema",
            "schema",
            "id",
            "title",
            "version",
            "task",
            "modality",
            "channels",
            "labels",
            "configuration",
            "members",
            "previous_stage",
            "mirroring",
            "trained_on",
            "licence",
            "attribution",
            "scores",
            "notice");

    /** Beside nnU-Net's files. */
    static ModelJson of(JsonField root, String folderName, DatasetJson dataset) throws ModelException {
        root.requireSchema(1);
        root.onlyKeys(KEYS);
        JsonField task = root.get("task");
        if (!task.text().equals("segmentation")) {
            throw task.unfit("\"segmentation\": a classification needs monai.json");
        }
        List<String> members = members(root);
        Optional<String> configuration = Optional.empty();
        if (members.isEmpty()) {
            configuration = Optional.of(root.get("configuration").text());
        }
        Mirroring mirroring = Mirroring.of(root.get("mirroring"), !members.isEmpty());
        return of(root, folderName, dataset, Task.SEGMENTATION, configuration, members, mirroring);
    }

    /** Beside monai.json, whose pipeline says the rest. */
    static ModelJson besideMonai(JsonField root, String folderName) throws ModelException {
        root.requireSchema(1);
        root.onlyKeys(KEYS);
        for (String nnunet : List.of("configuration", "members", "previous_stage", "mirroring")) {
            Optional<JsonField> field = root.find(nnunet);
            if (field.isPresent()) {
                throw field.get().unfit("none beside monai.json: it is nnU-Net's");
            }
        }
        JsonField task = root.get("task");
        Task answer = switch (task.text()) {
            case "segmentation" -> Task.SEGMENTATION;
            case "classification" -> Task.CLASSIFICATION;
            default -> throw task.unfit("segmentation or classification");
        };
        List<String> channels = new ArrayList<>();
        for (JsonField item : root.get("channels").items()) {
            channels.add(item.get("name").text());
        }
        if (channels.isEmpty()) {
            throw root.get("channels").unfit("one or more");
        }
        List<DatasetJson.NamedValues> labels = new ArrayList<>();
        for (JsonField item : root.get("labels").items()) {
            labels.add(new DatasetJson.NamedValues(
                    item.get("name").text(), Set.of(item.get("value").integer(1, 65535))));
        }
        DatasetJson itself = new DatasetJson(channels, labels, labels.size() + 1, List.of(), "");
        return of(root, folderName, itself, answer, Optional.empty(), List.of(), Mirroring.NONE);
    }

    private static ModelJson of(
            JsonField root,
            String folderName,
            DatasetJson dataset,
            Task task,
            Optional<String> configuration,
            List<String> members,
            Mirroring mirroring)
            throws ModelException {
        JsonField id = root.get("id");
        if (!id.text().equals(folderName)) {
            throw id.unfit("the folder's name, \"" + folderName + "\"");
        }
        Optional<JsonField> previous = root.find("previous_stage");
        Map<String, Double> scores = new TreeMap<>();
        for (Map.Entry<String, JsonField> e : root.get("scores").entries().entrySet()) {
            scores.put(e.getKey(), e.getValue().number());
        }
        root.get("notice").text();
        return new ModelJson(
                id.text(),
                root.get("title").text(),
                root.get("version").text(),
                task,
                channels(root.get("channels"), dataset),
                labels(root.get("labels"), dataset),
                configuration,
                members,
                previous.isPresent() ? Optional.of(subfolder(previous.get())) : Optional.empty(),
                mirroring,
                root.get("trained_on").text(),
                root.get("licence").text(),
                root.get("attribution").text(),
                scores);
    }

    private static List<String> members(JsonField root) throws ModelException {
        Optional<JsonField> field = root.find("members");
        if (field.isEmpty()) {
            return List.of();
        }
        if (root.find("configuration").isPresent()) {
            throw root.get("configuration").unfit("none beside members: each member's folder names its own");
        }
        List<String> members = new ArrayList<>();
        for (JsonField item : field.get().items()) {
            String name = subfolder(item);
            if (members.contains(name)) {
                throw item.unfit("each member once");
            }
            members.add(name);
        }
        if (members.isEmpty() || members.size() > 8) {
            throw field.get().unfit("1 to 8 sub-folders");
        }
        return List.copyOf(members);
    }

    private static String subfolder(JsonField field) throws ModelException {
        if (!field.text().matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
            throw field.unfit("the name of a sub-folder");
        }
        return field.text();
    }

    private static List<Channel> channels(JsonField field, DatasetJson dataset) throws ModelException {
        List<JsonField> items = field.items(dataset.channels().size());
        List<Channel> channels = new ArrayList<>();
        for (int c = 0; c < items.size(); c++) {
            JsonField item = items.get(c);
            item.onlyKeys(Set.of("name", "modality"));
            JsonField name = item.get("name");
            if (!name.text().equals(dataset.channels().get(c))) {
                throw name.unfit("\"" + dataset.channels().get(c) + "\", as in dataset.json");
            }
            Optional<JsonField> modality = item.find("modality");
            channels.add(new Channel(
                    name.text(), modality.isPresent() ? modality.get().node().asText() : ""));
        }
        return channels;
    }

    private static List<Label> labels(JsonField field, DatasetJson dataset) throws ModelException {
        Map<Integer, String> expected = new TreeMap<>();
        for (int n = 0; n < dataset.labels().size(); n++) {
            expected.put(dataset.valueOf(n), dataset.labels().get(n).name());
        }
        List<JsonField> items = field.items(expected.size());
        Map<Integer, Label> labels = new TreeMap<>();
        for (JsonField item : items) {
            item.onlyKeys(Set.of("value", "name", "color", "snomed", "snomed_modifier"));
            JsonField value = item.get("value");
            String inDataset = expected.get(value.integer(1, 65535));
            if (inDataset == null) {
                throw value.unfit("a label value of dataset.json");
            }
            String name = item.get("name").text();
            // A region's value marks what of it no later region covers: model.json may name that.
            if (dataset.regionsClassOrder().isEmpty() && !name.equals(inDataset)) {
                throw item.get("name").unfit("\"" + inDataset + "\", as in dataset.json");
            }
            List<Integer> rgb = item.get("color").integers(3, 0, 255);
            Optional<String> snomed = text(item.find("snomed"));
            Optional<String> modifier = text(item.find("snomed_modifier"));
            Label label = new Label(
                    value.integer(1, 65535),
                    name,
                    rgb.get(0),
                    rgb.get(1),
                    rgb.get(2),
                    snomed,
                    modifier,
                    Terminology.coding(name, dataset.name(), snomed, modifier));
            if (labels.put(label.value(), label) != null) {
                throw value.unfit("each label value once");
            }
        }
        return List.copyOf(labels.values());
    }

    private static Optional<String> text(Optional<JsonField> field) throws ModelException {
        return field.isPresent() ? Optional.of(field.get().text()) : Optional.empty();
    }
}
