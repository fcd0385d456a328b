package org.foldlink.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The models of one folder or of several, a sub-folder each, as they were when it was opened. Immutable. A folder that cannot be used is listed
 * with its reason and does not hide the others.
 */
public final class ModelStore {

    private final List<ModelDescriptor> models;
    private final List<BrokenModel> broken;

    private ModelStore(List<ModelDescriptor> models, List<BrokenModel> broken) {
        this.models = List.copyOf(models);
        this.broken = List.copyOf(broken);
    }

    /**
     * A sub-folder that looks like a model and cannot be used.
     *
     * @param reason says file, field, value and expectation
     */
    public record BrokenModel(String id, Path folder, ModelException.Kind kind, String reason) {}

    /**
     * Reads every sub-folder that has a plans.json, dataset.json, model.json or fold; other files and folders are left alone.
     *
     * @throws ModelException if {@code folder} itself is no readable folder
     */
    public static ModelStore open(Path folder) throws ModelException {
        return open(List.of(folder), ModelGuard.NONE);
    }

    /**
     * @param folders of models by the same name, that of the first is taken
     * @param guard models that it refuses cannot be used
     */
    public static ModelStore open(List<Path> folders, ModelGuard guard) throws ModelException {
        TreeMap<String, ModelDescriptor> models = new TreeMap<>();
        TreeMap<String, BrokenModel> broken = new TreeMap<>();
        for (Path folder : folders) {
            for (Path entry : entries(folder)) {
                String name = String.valueOf(entry.getFileName());
                ModelDescriptor first = models.get(name);
                if (first != null) {
                    String reason = "another model of this name comes first (" + first.folder()
                            + "; expected each name once: rename or remove one of them)";
                    broken.putIfAbsent(name, new BrokenModel(name, entry, ModelException.Kind.UNFIT, reason));
                    continue;
                }
                try {
                    ModelDescriptor model = ModelFolder.describe(entry);
                    guard.require(model);
                    models.put(name, model);
                } catch (ModelException e) {
                    broken.putIfAbsent(name, new BrokenModel(name, entry, e.kind(), String.valueOf(e.getMessage())));
                }
            }
        }
        return new ModelStore(List.copyOf(models.values()), List.copyOf(broken.values()));
    }

    private static List<Path> entries(Path folder) throws ModelException {
        if (!Files.isDirectory(folder)) {
            throw new ModelException(
                    ModelException.Kind.MISSING,
                    "models folder = " + folder + " (expected a folder with a sub-folder for each model)");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(ModelStore::looksLikeAModel).sorted().toList();
        } catch (IOException e) {
            throw new ModelException(
                    ModelException.Kind.CORRUPT, "models folder = " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Ids of the models that read this one's folder beside their own: cascades whose first stage it is. */
    public List<String> thatNeed(String id) throws ModelException {
        List<String> others = new ArrayList<>();
        for (ModelDescriptor model : models) {
            if (ModelFolder.beside(model.folder()).stream().anyMatch(folder -> folder.endsWith(id))) {
                others.add(model.id());
            }
        }
        return others;
    }

    static boolean looksLikeAModel(Path entry) {
        return Files.isDirectory(entry)
                && Stream.of("plans.json", "dataset.json", "model.json", "fold_0", "fold_all", Checksums.FILE)
                        .anyMatch(name -> Files.exists(entry.resolve(name)));
    }

    /** By id. */
    public List<ModelDescriptor> list() {
        return models;
    }

    public Optional<ModelDescriptor> find(String id) {
        return models.stream().filter(m -> m.id().equals(id)).findFirst();
    }

    /** By folder name. */
    public List<BrokenModel> broken() {
        return broken;
    }
}
