package org.foldlink.inference.openvino;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Finds OpenVINO's C library; for the composition root. Looked at in this order: what the environment's {@code FOLDLINK_OPENVINO} names (and
 * nothing else, where it is set), what {@code foldlink setup openvino} brought, an installed OpenVINO.
 */
public final class OpenVino {

    public static final String VARIABLE = "FOLDLINK_OPENVINO";

    private static final String NAME = "(lib)?openvino_c(\\.\\d+)?\\.(so(\\.\\d+)*|dylib|dll)";

    private final Path home;
    private final Map<String, String> environment;
    private final List<Path> installed;

    /** @param home FoldLink's own folder */
    public OpenVino(Path home) {
        this(home, System.getenv(), installed(System.getenv()));
    }

    OpenVino(Path home, Map<String, String> environment, List<Path> installed) {
        this.home = home;
        this.environment = Map.copyOf(environment);
        this.installed = List.copyOf(installed);
    }

    /** Where {@code setup openvino} puts it. */
    static Path folder(Path home) {
        return home.resolve(".foldlink").resolve("openvino");
    }

    private static List<Path> installed(Map<String, String> environment) {
        List<Path> folders = new ArrayList<>();
        String intel = environment.get("INTEL_OPENVINO_DIR");
        if (intel != null) {
            folders.add(Path.of(intel));
        }
        for (String folder : new String[] {
            "/opt/intel/openvino",
            "/opt/intel/openvino_2026",
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib64",
            "/usr/local/lib",
            "/opt/homebrew/lib",
            "C:\\Program Files (x86)\\Intel\\openvino_2026"
        }) {
            folders.add(Path.of(folder));
        }
        return folders;
    }

    /** The library's file, if there is one. */
    public Optional<Path> find() {
        String named = environment.get(VARIABLE);
        if (named != null && !named.isEmpty()) {
            return in(Path.of(named));
        }
        return Stream.concat(Stream.of(folder(home).resolve(OpenVinoWheel.VERSION)), installed.stream())
                .map(OpenVino::in)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The library in this folder, or where wheels and installations have it below. */
    private static Optional<Path> in(Path folder) {
        if (Files.isRegularFile(folder)) {
            return Optional.of(folder.toAbsolutePath());
        }
        for (String below : new String[] {
            "",
            "libs",
            "openvino/libs",
            "runtime/lib/intel64",
            "runtime/lib/aarch64",
            "runtime/lib/arm64/Release",
            "runtime/bin/intel64/Release"
        }) {
            Optional<Path> file = directlyIn(folder.resolve(below));
            if (file.isPresent()) {
                return file;
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> directlyIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            // Of libopenvino_c.so, .so.2641 and .so.2026.4.1, which are one, the shortest name.
            return files.filter(f -> String.valueOf(f.getFileName()).matches(NAME))
                    .min(Comparator.comparingInt((Path f) -> f.toString().length()))
                    .map(Path::toAbsolutePath);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What is missing, and what to do about it. */
    public String absence() {
        @Nullable String named = environment.get(VARIABLE);
        return named != null && !named.isEmpty()
                ? VARIABLE + " = " + named + " has no libopenvino_c (expected the folder of OpenVINO's C library)"
                : "OpenVINO was not found; ./foldlink setup openvino brings it, or " + VARIABLE + " names its folder";
    }

    /** Whether the environment names a place: then its absence is a mistake, not a choice. */
    public boolean isNamed() {
        return !environment.getOrDefault(VARIABLE, "").isEmpty();
    }

    /** @throws SegmentationException if it is not there, does not load, or cannot compute as {@code settings} ask for */
    public NetworkRuntime runtime(EngineSettings settings) throws SegmentationException {
        return OpenVinoNetworkRuntime.create(load(), settings);
    }

    private OpenVinoLibrary load() throws SegmentationException {
        Optional<Path> file = find();
        if (file.isEmpty()) {
            throw new SegmentationException(Code.RUNTIME, "device", absence());
        }
        return OpenVinoLibrary.load(file.get());
    }

    /** @throws SegmentationException if it is not there or does not load */
    public OpenVinoInfo info() throws SegmentationException {
        return OpenVinoInfo.of(load());
    }
}
