package org.foldlink.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A MONAI-style model's folder: {@code model.json}, {@code monai.json} and {@code fold_k/model.onnx}, none of nnU-Net's files. */
final class MonaiFolder {

    private static final String MODEL = "model.json";

    private final Path folder;
    private final String name;
    private final ModelJson own;
    private final MonaiPlan network;
    private final List<FoldFile> folds;

    MonaiFolder(Path path) throws ModelException {
        this.folder = path.toAbsolutePath().normalize();
        this.name = String.valueOf(folder.getFileName());
        JsonField root = JsonField.read(folder.resolve(MODEL));
        this.own = ModelJson.besideMonai(root, name);
        this.network = MonaiJson.of(
                JsonField.read(folder.resolve(MonaiJson.FILE)),
                own.task(),
                own.channels().size());
        requireSameLabels(root.get("labels"));
        this.folds = FoldFiles.of(folder, "", Checksums.read(folder));
    }

    static boolean is(Path folder) {
        return Files.exists(folder.resolve(MonaiJson.FILE));
    }

    ModelPlan plan() {
        return new ModelPlan(List.of(new Member(name, network, folds, Optional.empty())), PostProcessing.NONE);
    }

    ModelDescriptor descriptor() throws ModelException {
        return new ModelDescriptor(
                name,
                folder,
                own.title(),
                own.version(),
                own.task(),
                own.channels(),
                own.labels(),
                folds,
                zyx(network.spacing()),
                zyx(network.patch()),
                own.licence(),
                own.attribution(),
                own.trainedOn(),
                own.scores(),
                hash());
    }

    /** From the array's axes to the order that descriptors state: along the body first, across it last; k, j, i without an orientation. */
    private <T> List<T> zyx(List<T> values) {
        String axes = network.orientation().isEmpty() ? "RAS" : network.orientation();
        List<T> ordered = new ArrayList<>();
        for (String pair : List.of("SI", "AP", "RL")) {
            int axis = Math.max(axes.indexOf(pair.charAt(0)), axes.indexOf(pair.charAt(1)));
            ordered.add(values.get(axis));
        }
        return ordered;
    }

    private void requireSameLabels(JsonField labels) throws ModelException {
        MonaiOutput output = network.output();
        TreeSet<Integer> values = new TreeSet<>(output.values());
        if (own.task() == Task.CLASSIFICATION) {
            for (int c = 1; c < output.classes().size(); c++) {
                values.add(c);
            }
        }
        values.remove(0);
        if (!values.equals(own.labels().stream().map(Label::value).collect(Collectors.toCollection(TreeSet::new)))) {
            throw labels.unfit("the values " + values + ", as monai.json's output gives them");
        }
        for (Label label : own.labels()) {
            if (own.task() == Task.CLASSIFICATION
                    && !output.classes().get(label.value()).equals(label.name())) {
                throw labels.unfit("label " + label.value() + " named \""
                        + output.classes().get(label.value()) + "\", as in monai.json's classes");
            }
        }
    }

    /** Over the pipeline and "fold:sum" of each fold; what SHA256SUMS does not list is summed here. */
    private String hash() throws ModelException {
        MessageDigest digest = Checksums.sha256();
        line(digest, MonaiJson.FILE, folder.resolve(MonaiJson.FILE), Optional.empty());
        for (FoldFile fold : folds) {
            line(digest, fold.name(), fold.onnx(), fold.sha256());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void line(MessageDigest digest, String key, Path file, Optional<String> listed) throws ModelException {
        try {
            String sum = listed.isPresent() ? listed.get() : Checksums.of(file);
            digest.update((key + ":" + sum + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            String shown = folder.relativize(file).toString().replace('\\', '/');
            throw new ModelException(ModelException.Kind.CORRUPT, shown + " cannot be read: " + e.getMessage(), e);
        }
    }
}
