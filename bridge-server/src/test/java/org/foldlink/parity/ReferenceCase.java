package org.foldlink.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;

/** What the peer wrote of one case. A case that failed there fails here, with its Python traceback, at whatever stage is asked for. */
public record ReferenceCase(String name, Path folder) {

    /** An array by its file's name without {@code .npy}, folders included: {@code "member_0/logits_1"}. */
    public Npy array(String stage) throws IOException {
        return Npy.read(file(stage + ".npy"));
    }

    /** A labelmap by its file's name without {@code .nii.gz}. */
    public Volume labels(String stage) throws IOException {
        return NiftiFile.read(file(stage + ".nii.gz")).volume();
    }

    /** What {@code reference.json} says. */
    public JsonNode told() throws IOException {
        return new JsonMapper().readTree(file("reference.json").toFile());
    }

    private Path file(String relative) throws IOException {
        Path error = folder.resolve("error.txt");
        if (Files.exists(error)) {
            throw new AssertionError("the peer failed on " + name + ": " + Files.readString(error));
        }
        return folder.resolve(relative);
    }
}
