package org.foldlink.models;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * A copy of a model beside the models, where nobody sees it yet: it is checked there, and then put in its place as it was checked. Closing it
 * removes what was not put in place. For one thread.
 */
public final class StagedModel implements AutoCloseable {

    private static final String MODEL = "model.json";
    private static final String FOLDER_NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,127}";
    private static final String ID = "[a-z0-9]+(-[a-z0-9]+)*";

    private final Path models;
    private final Path work;
    private Path folder;

    private StagedModel(Path models, Path work, Path folder) {
        this.models = models;
        this.work = work;
        this.folder = folder;
    }

    /**
     * Copies it; of a folder, without what only training needs.
     *
     * @param source a model's folder, or a zip file of one
     * @param models the models folder that it is meant for
     * @throws ModelException if it is no model, or larger than the limits
     * @throws IOException if it cannot be read or written; nothing is left behind then
     */
    public static StagedModel of(Path source, Path models, ModelLimits limits) throws ModelException, IOException {
        Path work = Workspace.open(models, Workspace.Purpose.ADDED);
        try {
            StagedModel staged =
                    new StagedModel(models, work, new ModelSource(source, limits).copy(work.resolve("new")));
            staged.moveTo(staged.ownId());
            return staged;
        } catch (ModelException | IOException | RuntimeException e) {
            Workspace.remove(work);
            throw e;
        }
    }

    private String ownId() throws ModelException {
        Path file = folder.resolve(MODEL);
        if (!Files.exists(file)) {
            String name = String.valueOf(folder.getFileName());
            if (!name.matches(FOLDER_NAME)) {
                throw new ModelException(
                        ModelException.Kind.UNFIT,
                        "folder = " + name + " (expected a name of letters, digits, _, . and -: it is the model's id)");
            }
            return name;
        }
        JsonField id = JsonField.read(file).get("id");
        if (!id.text().matches(FOLDER_NAME)) {
            throw id.unfit("letters, digits, _, . and -");
        }
        return id.text();
    }

    private void moveTo(String id) throws IOException {
        Path to = work.resolve(id);
        if (!to.equals(folder)) {
            Files.move(folder, to, StandardCopyOption.ATOMIC_MOVE);
        }
        folder = to;
    }

    /** The name that it will have. */
    public String id() {
        return String.valueOf(folder.getFileName());
    }

    /** Reads it, and holds every file against SHA256SUMS; whether its networks load is the engine's to say. */
    public ModelDescriptor check() throws ModelException {
        ModelDescriptor model = ModelFolder.describe(folder);
        ModelVerifier.requireListed(model);
        return model;
    }

    /**
     * Gives it another id, in model.json and SHA256SUMS too.
     *
     * @throws ModelException if its name means something, or is signed
     */
    public void rename(String id) throws ModelException, IOException {
        if (id.equals(id())) {
            return;
        }
        Path file = folder.resolve(MODEL);
        if (!Files.exists(file)) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    "id = " + id + " (expected " + id() + ": without a model.json the folder's name says trainer and"
                            + " configuration; foldlink-models import nnunet writes one)");
        }
        if (!id.matches(ID)) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    "id = " + id + " (expected lower-case letters and digits, with single - between them)");
        }
        if (Files.exists(folder.resolve(ManifestSignature.FILE))) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    "id = " + id + " (expected " + id() + ": the model is signed, and its id with it)");
        }
        ObjectNode root = (ObjectNode) JsonField.read(file).node();
        Files.writeString(
                file, new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root.put("id", id)) + "\n");
        Map<String, String> sums = Checksums.read(folder);
        if (sums.containsKey(MODEL)) {
            sums.put(MODEL, Checksums.of(file));
            Checksums.write(folder, sums);
        }
        moveTo(id);
    }

    /** Puts it in its place; one of the same name that is there is replaced. */
    public void place() throws IOException {
        ModelPlace.put(folder, models, id());
    }

    /** Removes the copy, if it was not put in its place. */
    @Override
    public void close() {
        Workspace.remove(work);
    }
}
