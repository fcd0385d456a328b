package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A copy of a model of the zoo to add, and an empty models folder to add it to. */
abstract class ModelsRig {

    static final Path ZOO = Path.of(System.getProperty("foldlink.root"), "models", "zoo");
    static final String PLAIN = "nnUNetTrainer__nnUNetPlans__3d_fullres";

    @TempDir
    Path folder;

    Path store = Path.of("");
    Path source = Path.of("");

    @BeforeEach
    void copyAModel() throws IOException {
        store = Files.createDirectories(folder.resolve("store"));
        source = folder.resolve("hippocampus");
        copy(ZOO.resolve("hippocampus"), source);
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    final Ran models(String... args) {
        return Ran.foldlink(Stream.concat(
                        Stream.of("models"), Stream.concat(Stream.of(args), Stream.of("--models", store.toString())))
                .toArray(String[]::new));
    }

    final Ran answering(String answer, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(answer.getBytes(StandardCharsets.US_ASCII)));
        try {
            return models(args);
        } finally {
            System.setIn(before);
        }
    }

    final Ran add(String... more) {
        return models(Stream.concat(Stream.of("add", source.toString(), "--threads", "1"), Stream.of(more))
                .toArray(String[]::new));
    }

    final void refused(Ran ran, ExitCode exit, String message) throws IOException {
        assertThat(ran.err()).isEqualTo("foldlink: " + message + "\n");
        assertThat(ran.exit()).isEqualTo(exit.code());
        assertThat(ran.out()).isEmpty();
        assertThat(names(store)).isEmpty();
    }

    /** What a models folder holds that a user sees; nothing is left in what is hidden. */
    static List<String> names(Path in) throws IOException {
        try (Stream<Path> hidden = Files.list(in.resolve(".foldlink"))) {
            assertThat(hidden).isEmpty();
        }
        try (Stream<Path> files = Files.list(in)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    final void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(source.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(source.resolve(file), text.replace(from, to));
    }
}
