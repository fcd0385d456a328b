package org.foldlink.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Model folders as they were at one moment: trees of hard links in {@code <models>/.foldlink/models-<process>-…}, which cost no space. A
 * file that is replaced on disk, as every careful tool does it, stays what it was behind its link; one that is overwritten in place does
 * not, and its checksum tells. Not thread-safe.
 */
final class FolderLinks implements AutoCloseable {

    private final Optional<Path> root;
    private int taken;

    private FolderLinks(Optional<Path> root) {
        this.root = root;
    }

    /** Beside the models. Where nothing can be written, no links are made. */
    static FolderLinks beside(Path models) {
        try {
            return new FolderLinks(Optional.of(Workspace.open(models, Workspace.Purpose.MODELS)));
        } catch (IOException e) {
            return new FolderLinks(Optional.empty());
        }
    }

    /**
     * The folder's tree under its own name, hidden files left out; the folder itself where links cannot be made.
     *
     * @param others folders that it needs beside it
     */
    Path take(Path folder, List<Path> others) {
        if (root.isEmpty()) {
            return folder;
        }
        Path parent = root.get().resolve(Integer.toString(taken++));
        try {
            for (Path other : others) {
                link(other, parent);
            }
            return link(folder, parent);
        } catch (IOException | UnsupportedOperationException e) {
            Workspace.remove(parent);
            return folder;
        }
    }

    private static Path link(Path folder, Path parent) throws IOException {
        Path to = parent.resolve(folder.getFileName());
        for (Path file : files(folder)) {
            Path link = to.resolve(folder.relativize(file).toString());
            Files.createDirectories(link.getParent());
            Files.createLink(link, file);
        }
        return to;
    }

    /** Undoes {@link #take}. */
    void drop(Path tree) {
        Path parent = tree.getParent();
        if (root.isPresent() && parent != null && parent.startsWith(root.get())) {
            Workspace.remove(parent);
        }
    }

    /** Size, time and identity of each file: what tells that a folder has changed. */
    static Map<String, String> fingerprint(Path folder) throws IOException {
        Map<String, String> print = new TreeMap<>();
        for (Path file : files(folder)) {
            BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
            print.put(folder.relativize(file).toString(), a.size() + " " + a.lastModifiedTime() + " " + a.fileKey());
        }
        return print;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw new IOException(e); // a file went while the folder was read
        }
    }

    @Override
    public void close() {
        root.ifPresent(Workspace::remove);
    }
}
