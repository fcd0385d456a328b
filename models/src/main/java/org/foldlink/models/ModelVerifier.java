package org.foldlink.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compares a model's files with its SHA256SUMS. Whether the networks load and fit is the engine's to say. */
public final class ModelVerifier {

    private ModelVerifier() {}

    /** How one file stands. */
    public enum Status {
        OK,
        MISSING,
        CHANGED,
        /** There, but not in SHA256SUMS: nothing says that it is as it was published. */
        UNLISTED
    }

    /**
     * One file.
     *
     * @param file relative to the model's folder
     * @param message empty if OK; else file, value, expectation
     */
    public record FileCheck(String file, Status status, String message) {}

    /** By file name; hidden files, SHA256SUMS itself and its signature are left out. Reads every file once. */
    public static List<FileCheck> verify(ModelDescriptor model) throws ModelException {
        Path folder = model.folder();
        Map<String, String> sums = Checksums.read(folder);
        Map<String, FileCheck> checks = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (name.equals(Checksums.FILE)
                        || name.equals(ManifestSignature.FILE)
                        || String.valueOf(file.getFileName()).startsWith(".")) {
                    continue;
                }
                checks.put(name, check(file, name, sums));
            }
        } catch (IOException e) {
            throw new ModelException(
                    ModelException.Kind.CORRUPT, "model " + model.id() + " cannot be read: " + e.getMessage(), e);
        }
        for (String listed : sums.keySet()) {
            checks.putIfAbsent(
                    listed, new FileCheck(listed, Status.MISSING, listed + " is missing (SHA256SUMS lists it)"));
        }
        return new ArrayList<>(checks.values());
    }

    /** @throws ModelException if a file is missing or not as SHA256SUMS lists it; what is not listed passes */
    static void requireListed(ModelDescriptor model) throws ModelException {
        require(model, false);
    }

    /** @throws ModelException likewise, and if a file is not listed: nobody has signed it, and it may change what the model does */
    static void requireAllListed(ModelDescriptor model) throws ModelException {
        require(model, true);
    }

    private static void require(ModelDescriptor model, boolean all) throws ModelException {
        for (FileCheck check : verify(model)) {
            switch (check.status()) {
                case OK -> {}
                case MISSING -> throw new ModelException(ModelException.Kind.MISSING, check.message());
                case CHANGED -> throw new ModelException(ModelException.Kind.CORRUPT, check.message());
                case UNLISTED -> {
                    if (all) {
                        throw new ModelException(
                                ModelException.Kind.CORRUPT,
                                check.message() + " (expected every file of a signed model to be)");
                    }
                }
            }
        }
    }

    /**
     * Holds one fold's file against its listed checksum, so that no run is attributed to weights that did not make it; an unlisted one passes.
     *
     * @throws ModelException if it is missing or changed
     */
    public static void requireUnchanged(FoldFile fold) throws ModelException {
        String name = "fold_" + fold.name() + "/" + fold.onnx().getFileName();
        if (!Files.isRegularFile(fold.onnx())) {
            throw new ModelException(
                    ModelException.Kind.MISSING, name + " is missing (expected the fold's ONNX network)");
        }
        if (fold.sha256().isEmpty()) {
            return;
        }
        try {
            String actual = Checksums.of(fold.onnx());
            if (!actual.equals(fold.sha256().get())) {
                throw new ModelException(
                        ModelException.Kind.CORRUPT,
                        name + " has SHA-256 " + actual + " (expected "
                                + fold.sha256().get() + ", from SHA256SUMS; fetch or export the model again)");
            }
        } catch (IOException e) {
            throw new ModelException(ModelException.Kind.CORRUPT, name + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static FileCheck check(Path file, String name, Map<String, String> sums) throws IOException {
        String expected = sums.get(name);
        if (expected == null) {
            return new FileCheck(name, Status.UNLISTED, name + " is not listed in SHA256SUMS");
        }
        String actual = Checksums.of(file);
        return actual.equals(expected)
                ? new FileCheck(name, Status.OK, "")
                : new FileCheck(
                        name,
                        Status.CHANGED,
                        name + " has SHA-256 " + actual + " (expected " + expected + ", from SHA256SUMS)");
    }
}
