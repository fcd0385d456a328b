package org.foldlink.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds libraries as the dynamic linker does: the folders of LD_LIBRARY_PATH, its cache, then the usual folders. */
final class LibraryFinder {

    private static final List<String> USUAL = List.of(
            "/usr/local/cuda/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib/wsl/lib", "/usr/lib", "/lib");

    private final List<Path> folders;
    private final String cache;

    /**
     * @param path of folders, as LD_LIBRARY_PATH has it
     * @param cache what {@code ldconfig -p} prints
     * @param usual further folders
     */
    LibraryFinder(String path, String cache, List<Path> usual) {
        this.folders = new ArrayList<>();
        for (String folder : path.split(Pattern.quote(File.pathSeparator), -1)) {
            if (!folder.isBlank()) {
                folders.add(Path.of(folder));
            }
        }
        this.cache = cache;
        this.folders.addAll(usual);
    }

    /** @param cache what {@code ldconfig -p} prints */
    static LibraryFinder ofThisMachine(String cache) {
        String path = System.getenv().getOrDefault("LD_LIBRARY_PATH", "");
        return new LibraryFinder(path, cache, USUAL.stream().map(Path::of).toList());
    }

    /** @param name "libcuda.so.1"; a file whose name goes on ("libcuda.so.1.2") counts too */
    Optional<Path> find(String name) {
        for (Path folder : folders) {
            Optional<Path> found = in(folder, name);
            if (found.isPresent()) {
                return found;
            }
        }
        Matcher line = Pattern.compile("(?m)^\\s*" + Pattern.quote(name) + "[ .].*=> (.+)$")
                .matcher(cache);
        return line.find() ? Optional.of(Path.of(line.group(1).strip())) : Optional.empty();
    }

    private static Optional<Path> in(Path folder, String name) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name + "*")) {
            for (Path file : files) {
                String found = String.valueOf(file.getFileName());
                if (found.equals(name) || found.startsWith(name + ".")) {
                    return Optional.of(file);
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // a folder that cannot be read cannot be loaded from either
        }
        return Optional.empty();
    }
}
