package org.foldlink.inference.openvino;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.foldlink.download.DownloadException;
import org.foldlink.download.DownloadSource;
import org.foldlink.download.Downloads;
import org.foldlink.download.HttpsSource;

/**
 * Brings OpenVINO's C library from its package on PyPI into FoldLink's own folder: what the CPU needs, about half of the package, and its
 * licences. Nothing is unpacked before the checksum is right; the folder appears whole or not at all.
 */
public final class OpenVinoInstaller {

    private static final Pattern NEEDED = Pattern.compile("openvino/libs/(lib)?"
            + "(openvino(_c|_onnx_frontend|_(intel|arm)_cpu_plugin)?|tbb(12|bind_2_5|malloc)?|hwloc)"
            + "\\.((\\d+\\.)*(so(\\.\\d+)*|dylib)|dll)");

    private static final Pattern LICENCE = Pattern.compile("openvino-[^/]*\\.dist-info/licenses/(licensing/)?[^/]+");

    private final Path home;
    private final Optional<OpenVinoWheel> wheel;
    private final String platform;
    private final List<? extends DownloadSource<? super OpenVinoWheel>> sources;
    private final Consumer<String> say;

    /**
     * @param home FoldLink's own folder
     * @param say takes what the user may want to know, a line at a time
     */
    public OpenVinoInstaller(Path home, Consumer<String> say) {
        this(
                home,
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                OpenVinoWheel.of(System.getProperty("os.name"), System.getProperty("os.arch")),
                List.of(new PipSource(pythons()), new HttpsSource()),
                say);
    }

    OpenVinoInstaller(
            Path home,
            String os,
            String arch,
            Optional<OpenVinoWheel> wheel,
            List<? extends DownloadSource<? super OpenVinoWheel>> sources,
            Consumer<String> say) {
        this.home = home;
        this.platform = os + " " + arch;
        this.wheel = wheel;
        this.sources = List.copyOf(sources);
        this.say = say;
    }

    private static List<String> pythons() {
        List<String> pythons = new ArrayList<>();
        String named = System.getenv("FOLDLINK_PYTHON");
        if (named != null && !named.isEmpty()) {
            pythons.add(named);
        }
        pythons.addAll(List.of("python3.11", "python3", "python"));
        return pythons;
    }

    /** It could not be brought; the message says what to do. */
    public static final class InstallException extends Exception {
        InstallException(String message) {
            super(message);
        }

        InstallException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * @param given a package that the user has fetched, instead of the network
     * @param again whether to bring it anew where it is
     * @return the folder of the library
     */
    public Path install(Optional<Path> given, boolean again) throws InstallException, InterruptedException {
        OpenVinoWheel wanted = wheel.orElseThrow(() -> new InstallException("OpenVINO has no package for " + platform
                + " (expected Linux x86-64 or aarch64, macOS aarch64 or Windows x86-64); FoldLink runs on ONNX Runtime"
                + " there"));
        Path target = OpenVino.folder(home).resolve(OpenVinoWheel.VERSION);
        if (Files.isDirectory(target) && !again) {
            say.accept("OpenVINO " + OpenVinoWheel.VERSION + " is in " + target + " already (--force brings it anew)");
            return target;
        }
        try {
            Files.createDirectories(OpenVino.folder(home));
            if (given.isPresent()) {
                Downloads.require(wanted, given.get(), given.get().toString());
                unpack(given.get(), target);
            } else {
                Path download = Files.createDirectories(OpenVino.folder(home).resolve("download"));
                String announcement = String.format(
                        Locale.ROOT,
                        "fetching %s from PyPI, %.0f MB (OpenVINO is Intel's, under the Apache License 2.0)",
                        wanted.file(),
                        wanted.bytes() / 1e6);
                unpack(
                        Downloads.fetch(
                                wanted,
                                download,
                                sources,
                                announcement,
                                "OpenVINO",
                                "foldlink setup openvino --wheel FILE",
                                say),
                        target);
                deleteTree(download);
            }
            return target;
        } catch (DownloadException e) {
            throw new InstallException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new InstallException(
                    "OpenVINO could not be unpacked to " + target + ": " + e.getMessage() + " (expected a writable"
                            + " folder with 300 MB free)",
                    e);
        }
    }

    private void unpack(Path file, Path target) throws IOException {
        // With the permissions of any folder, which a temporary one would not have.
        Path part = Files.createDirectory(OpenVino.folder(home)
                .resolve("unpacking-" + ProcessHandle.current().pid()));
        try {
            int files = 0;
            long bytes = 0;
            try (ZipFile zip = new ZipFile(file.toFile())) {
                for (ZipEntry entry : zip.stream().toList()) {
                    String name = entry.getName();
                    boolean needed = NEEDED.matcher(name).matches();
                    if (needed || LICENCE.matcher(name).matches()) {
                        Path folder = needed ? part : Files.createDirectories(part.resolve("licenses"));
                        try (InputStream in = zip.getInputStream(entry)) {
                            bytes += Files.copy(in, folder.resolve(name.substring(name.lastIndexOf('/') + 1)));
                        }
                        files++;
                    }
                }
            }
            if (Files.isDirectory(target)) {
                deleteTree(target);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            say.accept(String.format(Locale.ROOT, "unpacked %d files, %.0f MB, to %s", files, bytes / 1e6, target));
        } finally {
            deleteTree(part);
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(f);
                }
            }
        }
    }
}
