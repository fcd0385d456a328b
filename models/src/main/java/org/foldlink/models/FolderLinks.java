package org.foldlink.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Model folders as they were at one moment: trees of hard links in {@code <models>/.foldlink/models-<process>-…}, which cost no space. A
 * file that is replaced on disk, as every careful tool does it, stays what it was behind its link; one that is overwritten in place does
 * not, and its checksum tells. Not thread-safe.
 */
final class FolderLinks implements AutoCloseable {

    private static final Pattern MINE = Pattern.compile("models-([0-9]+)-.*");

    private final Optional<Path> root;
    private int taken;

    private FolderLinks(Optional<Path> root) {
        this.root = root;
    }

    /** Beside the models; what processes that are gone left there is removed. Where nothing can be written, no links are made. */
    static FolderLinks beside(Path models) {
        try {
            Path all = Files.createDirectories(models.resolve(".foldlink"));
            removeOthers(all);
            return new FolderLinks(Optional.of(Files.createTempDirectory(
                    all, "models-" + ProcessHandle.current().pid() + "-")));
        } catch (IOException e) {
            return new FolderLinks(Optional.empty());
        }
    }

    private static void removeOthers(Path all) throws IOException {
        try (Stream<Path> entries = Files.list(all)) {
            for (Path entry : entries.toList()) {
                Matcher matcher = MINE.matcher(String.valueOf(entry.getFileName()));
                if (matcher.matches()
                        && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                    remove(entry);
                }
            }
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
            remove(parent);
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
            remove(parent);
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

    /** As far as it can be. */
    private static void remove(Path tree) {
        try (Stream<Path> walk = Files.walk(tree)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // Left to the next start.
        }
    }

    @Override
    public void close() {
        root.ifPresent(FolderLinks::remove);
    }
}
