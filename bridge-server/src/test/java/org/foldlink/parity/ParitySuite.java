package org.foldlink.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All reference cases of all peers, made by one Python process the first time that a test asks. {@code -Dfoldlink.parity=text} leaves only
 * the cases with that text in their name; {@code -Dfoldlink.parity.folder=DIR} keeps inputs, models and references there.
 */
public final class ParitySuite {

    /** The cases of one peer: writes inputs, declares models and cases. */
    interface Cases {
        void declare(ReferenceJob job) throws IOException;
    }

    private static final String FILTER = System.getProperty("foldlink.parity", "");

    private final ReferenceJob job;
    private final NnunetCases nnunet = new NnunetCases();
    private final ImportedCases imported = new ImportedCases();
    private final MonaiCases monai = new MonaiCases();

    private ParitySuite(Path folder) throws IOException, InterruptedException {
        job = new ReferenceJob(folder);
        for (Cases peer : List.<Cases>of(nnunet, imported, monai)) {
            peer.declare(job);
        }
        if (!FILTER.isEmpty()) {
            job.dropUnusedModels();
        }
        job.run();
    }

    private static @Nullable ParitySuite made;
    private static @Nullable String failure;

    /** The suite, its references made; the first call takes a minute or two, and where it fails every later one says the same. */
    public static synchronized ParitySuite get() {
        if (failure != null) {
            throw new AssertionError(failure);
        }
        if (made != null) {
            return made;
        }
        try {
            ParitySuite suite = new ParitySuite(folder());
            made = suite;
            return suite;
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            failure = "the suite could not be made: " + e.getMessage();
            throw new AssertionError(failure, e);
        }
    }

    private static Path folder() throws IOException {
        String kept = System.getProperty("foldlink.parity.folder");
        if (kept != null) {
            return Files.createDirectories(Path.of(kept)).toAbsolutePath();
        }
        Path folder = Files.createTempDirectory("parity");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        return folder;
    }

    /** Whether the filter lets a case run. */
    static boolean selected(String name) {
        return name.contains(FILTER);
    }

    public ReferenceCase reference(String name) {
        return job.result(name);
    }

    public List<NnunetCase> nnunetCases() {
        return Stream.of(nnunet.all(), imported.all()).flatMap(List::stream).toList();
    }

    public List<MonaiCase> monaiCases() {
        return monai.all();
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.err.println("not all of " + folder + " could be deleted: " + e.getMessage());
        }
    }
}
