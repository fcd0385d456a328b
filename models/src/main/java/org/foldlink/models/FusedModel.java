package org.foldlink.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A member's folds as single graphs: {@code fused/fused.json}, as {@code foldlink-models fuse} writes it (docs/decisions/fused-graphs.md).
 *
 * @param folder the {@code fused} folder
 * @param weights the file that the graphs take their weights from
 */
public record FusedModel(
        Path folder,
        List<SummedFold> folds,
        int channels,
        int classes,
        List<Integer> patch,
        List<Integer> regionsClassOrder,
        List<Graph> graphs,
        SummedFile weights) {

    public static final String FOLDER = "fused";
    private static final String FILE = "fused.json";

    /** What a graph computes. */
    public enum Kind {
        /** All folds, a whole volume. */
        VOLUME,
        /** All folds but the first, whose logits it takes. */
        REST,
        /** All folds, one tile. */
        TILE
    }

    /** A fold by number, and the checksum of the file that it was read from. */
    public record SummedFold(int index, String sha256) {}

    /** A file of the folder and its checksum. */
    public record SummedFile(String file, String sha256) {}

    /** @param half weights and activations in half precision */
    public record Graph(Kind kind, boolean half, SummedFile file) {}

    public FusedModel {
        folds = List.copyOf(folds);
        patch = List.copyOf(patch);
        regionsClassOrder = List.copyOf(regionsClassOrder);
        graphs = List.copyOf(graphs);
    }

    /** Empty where the folder has no fused graphs. */
    public static Optional<FusedModel> read(Path modelFolder) throws ModelException {
        Path folder = modelFolder.resolve(FOLDER);
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        JsonField root = JsonField.read(file, FOLDER + "/" + FILE);
        root.requireSchema(1);
        List<SummedFold> folds = new ArrayList<>();
        for (JsonField fold : root.get("folds").items()) {
            folds.add(new SummedFold(fold.get("index").integer(FoldFile.ALL, 999), sum(fold)));
        }
        List<Integer> regions = new ArrayList<>();
        for (JsonField region : root.get("regions_class_order").items()) {
            regions.add(region.integer(1, 65535));
        }
        List<Integer> patch = new ArrayList<>();
        for (JsonField size : root.get("patch").items(3)) {
            patch.add(size.integer(1, 4096));
        }
        List<Graph> graphs = new ArrayList<>();
        for (JsonField graph : root.get("graphs").items()) {
            graphs.add(new Graph(kind(graph.get("kind")), half(graph.get("precision")), summed(graph)));
        }
        return Optional.of(new FusedModel(
                folder,
                folds,
                root.get("channels").integer(1, 65535),
                root.get("classes").integer(1, 65535),
                patch,
                regions,
                graphs,
                summed(root.get("weights"))));
    }

    private static SummedFile summed(JsonField entry) throws ModelException {
        JsonField name = entry.get("file");
        if (!name.text().matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw name.unfit("a file of the folder " + FOLDER);
        }
        return new SummedFile(name.text(), sum(entry));
    }

    private static String sum(JsonField entry) throws ModelException {
        JsonField sum = entry.get("sha256");
        if (!sum.text().matches("[0-9a-f]{64}")) {
            throw sum.unfit("64 hex digits");
        }
        return sum.text();
    }

    private static Kind kind(JsonField field) throws ModelException {
        return switch (field.text()) {
            case "volume" -> Kind.VOLUME;
            case "rest" -> Kind.REST;
            case "tile" -> Kind.TILE;
            default -> throw field.unfit("volume, rest or tile");
        };
    }

    private static boolean half(JsonField field) throws ModelException {
        return switch (field.text()) {
            case "float32" -> false;
            case "float16" -> true;
            default -> throw field.unfit("float32 or float16");
        };
    }

    public Optional<Graph> graph(Kind kind, boolean half) {
        return graphs.stream().filter(g -> g.kind() == kind && g.half() == half).findFirst();
    }

    /** Where a graph lies. */
    public Path file(Graph graph) {
        return folder.resolve(graph.file().file());
    }

    /**
     * Holds the graphs against the folds that they should have been made from. Files are hashed where nothing lists their checksum.
     *
     * @return what does not fit, empty if all does
     */
    public Optional<String> stale(List<FoldFile> files, NetworkPlan plan, FileSums sums) throws ModelException {
        Map<Integer, String> made = new LinkedHashMap<>();
        folds.forEach(f -> made.put(f.index(), f.sha256()));
        if (!files.stream().map(FoldFile::index).toList().equals(List.copyOf(made.keySet()))) {
            return Optional.of("made from folds " + names(List.copyOf(made.keySet())) + " (the model has "
                    + names(files.stream().map(FoldFile::index).toList()) + ")");
        }
        if (channels != plan.channels() || classes != plan.heads() || !patch.equals(plan.patch())) {
            return Optional.of("made for " + channels + " channels, " + classes + " classes and patch " + patch
                    + " (the model has " + plan.channels() + ", " + plan.heads() + " and " + plan.patch() + ")");
        }
        for (FoldFile fold : files) {
            String sum = fold.sha256().isPresent() ? fold.sha256().get() : sums.of(fold.onnx());
            if (!sum.equals(made.get(fold.index()))) {
                return Optional.of("fold_" + fold.name() + "/model.onnx has changed since they were made");
            }
        }
        return Optional.empty();
    }

    private static String names(List<Integer> indices) {
        return String.join(", ", indices.stream().map(FoldFile::name).toList());
    }

    /** @throws ModelException if the graph or its weights are not the files that were written */
    public void requireUnchanged(Graph graph, FileSums sums) throws ModelException {
        for (SummedFile file : List.of(graph.file(), weights)) {
            Path path = folder.resolve(file.file());
            if (!Files.isRegularFile(path)) {
                throw new ModelException(
                        ModelException.Kind.MISSING, FOLDER + "/" + file.file() + " is missing (fused.json names it)");
            }
            if (!sums.of(path).equals(file.sha256())) {
                throw new ModelException(
                        ModelException.Kind.CORRUPT,
                        FOLDER + "/" + file.file() + " has changed since it was written (run foldlink-models fuse)");
            }
        }
    }

    /** Bytes of the graph's file and of the weights that it shares. */
    public long bytes(Graph graph) {
        try {
            return Files.size(file(graph)) + Files.size(folder.resolve(weights.file()));
        } catch (IOException e) {
            return 0; // said when it is opened
        }
    }
}
