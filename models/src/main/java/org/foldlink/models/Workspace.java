package org.foldlink.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Folders of this process in {@code <models>/.foldlink}: on the models' own file system, so that a rename moves a model in or out, and out of
 * sight of whoever looks for models. What processes that are gone left there is put right by the next that opens one.
 */
final class Workspace {

    private static final Pattern NAME = Pattern.compile("([a-z]+)-([0-9]+)-.*");

    private Workspace() {}

    /** What a folder is for, the first part of its name. */
    enum Purpose {
        /** Hard links to models in use. */
        MODELS,
        /** A model that is not in its place yet. */
        ADDED,
        /** A model whose successor is being put in its place. */
        REPLACED,
        /** A model on its way out. */
        REMOVED;

        private String prefix() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A new folder, empty. */
    static Path open(Path models, Purpose purpose) throws IOException {
        Path all = Files.createDirectories(models.resolve(".foldlink"));
        putRight(all, models, purpose);
        return Files.createTempDirectory(
                all, purpose.prefix() + "-" + ProcessHandle.current().pid() + "-");
    }

    /** A command leaves links alone: where a bridge runs in a container of its own, its process only seems to be gone. */
    private static void putRight(Path all, Path models, Purpose mine) throws IOException {
        for (Path entry : entries(all)) {
            Matcher matcher = NAME.matcher(String.valueOf(entry.getFileName()));
            boolean known = matcher.matches()
                    && Stream.of(Purpose.values())
                            .filter(p -> p != Purpose.MODELS || mine == Purpose.MODELS)
                            .anyMatch(p -> p.prefix().equals(matcher.group(1)));
            if (!known || ProcessHandle.of(Long.parseLong(matcher.group(2))).isPresent()) {
                continue;
            }
            if (matcher.group(1).equals(Purpose.REPLACED.prefix())) {
                // Its process ended between two renames: without this the model would be gone.
                for (Path model : entries(entry)) {
                    Path place = models.resolve(model.getFileName());
                    if (!Files.exists(place)) {
                        Files.move(model, place, StandardCopyOption.ATOMIC_MOVE);
                    }
                }
            }
            remove(entry);
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    /** A tree, as far as it can be; links are removed, not followed. */
    static void remove(Path tree) {
        try (Stream<Path> walk = Files.walk(tree)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // Left to the next that opens a workspace.
        }
    }
}
