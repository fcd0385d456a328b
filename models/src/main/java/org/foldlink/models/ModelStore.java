package org.foldlink.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The models of one folder, a sub-folder each, as they were when it was opened. Immutable. A folder that cannot be used is listed with its
 * reason and does not hide the others.
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
        if (!Files.isDirectory(folder)) {
            throw new ModelException(
                    ModelException.Kind.MISSING,
                    "models folder = " + folder + " (expected a folder with a sub-folder for each model)");
        }
        List<ModelDescriptor> models = new ArrayList<>();
        List<BrokenModel> broken = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry :
                    entries.filter(ModelStore::looksLikeAModel).sorted().toList()) {
                try {
                    models.add(ModelFolder.describe(entry));
                } catch (ModelException e) {
                    broken.add(new BrokenModel(
                            String.valueOf(entry.getFileName()), entry, e.kind(), String.valueOf(e.getMessage())));
                }
            }
        } catch (IOException e) {
            throw new ModelException(
                    ModelException.Kind.CORRUPT, "models folder = " + folder + " cannot be read: " + e.getMessage(), e);
        }
        return new ModelStore(models, broken);
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
