package org.foldlink.parity;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;

/** A job file for {@code python -m foldlink_models.reference --job}, and its run. Single-threaded. */
public final class ReferenceJob {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final ObjectNode root = JSON.createObjectNode();
    private final ArrayNode models = root.putArray("models");
    private final ArrayNode cases = root.putArray("cases");

    ReferenceJob(Path folder) {
        this.folder = folder;
        root.put("threads", 2);
    }

    /** A folder for the models of this name; made by whoever writes it. */
    public Path modelFolder(String name) {
        return folder.resolve("models").resolve(name);
    }

    /** Writes an input volume, as NIfTI. */
    public Path input(String name, Volume volume) throws IOException {
        Path file = Files.createDirectories(folder.resolve("inputs")).resolve(name + ".nii.gz");
        NiftiFile.write(file, volume);
        return file;
    }

    /** A model for Python to make; the caller fills in what its kind needs. */
    public ObjectNode model(String kind, Path modelFolder) {
        return models.addObject().put("kind", kind).put("folder", modelFolder.toString());
    }

    /** A case for Python to run; the caller fills in what its kind needs. */
    public ObjectNode addCase(String kind, String name) {
        return cases.addObject()
                .put("kind", kind)
                .put("name", name)
                .put("out", out(name).toString());
    }

    ReferenceCase result(String name) {
        return new ReferenceCase(name, out(name));
    }

    private Path out(String name) {
        return folder.resolve("cases").resolve(name.replaceAll("[^a-zA-Z0-9]+", "-"));
    }

    /** Leaves out the models that no case names, where only some cases are asked for. */
    void dropUnusedModels() {
        String asked = cases.toString();
        models.removeIf(model -> {
            String quoted = model.get("folder").toString();
            return !asked.contains(quoted.substring(0, quoted.length() - 1));
        });
    }

    /** Starts Python once, for everything; a single case's failure is left in that case's folder. */
    void run() throws IOException, InterruptedException {
        Path file = folder.resolve("job.json");
        Files.writeString(file, root.toPrettyString());
        Path log = folder.resolve("log.txt");
        List<String> command = new ArrayList<>(List.of(PeerPython.executable().toString()));
        command.addAll(List.of("-m", "foldlink_models.reference", "--job", file.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .put(
                        "PYTHONPATH",
                        PeerPython.root().resolve("models/python/src").toString());
        Process process = builder.start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("the peers did not end within 10 minutes: " + Files.readString(log));
        }
        boolean ran = cases.valueStream()
                .map(c -> Path.of(c.get("out").asText()))
                .allMatch(o -> Files.exists(o.resolve("reference.json")) || Files.exists(o.resolve("error.txt")));
        if (!ran) {
            throw new AssertionError("the peers failed: " + Files.readString(log));
        }
    }
}
