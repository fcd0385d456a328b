package org.foldlink.inference.openvino;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

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
    private final List<WheelSource> sources;
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
            List<WheelSource> sources,
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
                require(wanted, given.get(), given.get().toString());
                unpack(given.get(), target);
            } else {
                Path download = Files.createDirectories(OpenVino.folder(home).resolve("download"));
                unpack(fetched(wanted, download), target);
                deleteTree(download);
            }
            return target;
        } catch (IOException e) {
            throw new InstallException(
                    "OpenVINO could not be unpacked to " + target + ": " + e.getMessage() + " (expected a writable"
                            + " folder with 300 MB free)",
                    e);
        }
    }

    /** A package that an earlier try brought is not fetched again. */
    private Path fetched(OpenVinoWheel wanted, Path folder) throws InstallException, IOException, InterruptedException {
        Path file = folder.resolve(wanted.file());
        if (Files.isRegularFile(file) && sha256(file).equals(wanted.sha256())) {
            say.accept("found " + file);
            return file;
        }
        say.accept(String.format(
                Locale.ROOT,
                "fetching %s from PyPI, %.0f MB (OpenVINO is Intel's, under the Apache License 2.0)",
                wanted.file(),
                wanted.bytes() / 1e6));
        List<String> failures = new ArrayList<>();
        for (WheelSource source : sources) {
            try {
                Files.deleteIfExists(file);
                source.fetch(wanted, folder);
                if (!Files.isRegularFile(file)) {
                    throw new IOException("it brought no " + wanted.file());
                }
            } catch (IOException e) {
                failures.add(source.title() + ": " + e.getMessage());
                say.accept(failures.get(failures.size() - 1));
                continue;
            }
            require(wanted, file, file + ", from " + source.title() + ",");
            return file;
        }
        throw new InstallException("OpenVINO could not be fetched (" + String.join("; ", failures)
                + "). Where this machine has no network, fetch " + wanted.url()
                + " elsewhere and name it: foldlink setup openvino --wheel FILE");
    }

    private static void require(OpenVinoWheel wanted, Path file, String name) throws InstallException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new InstallException(name + " does not exist (expected " + wanted.file() + ")");
        }
        String actual = sha256(file);
        if (!actual.equals(wanted.sha256())) {
            throw new InstallException(name + " has SHA-256 " + actual + " (expected " + wanted.sha256() + " of "
                    + wanted.file() + "): nothing was installed. Fetch it again; if that does not help, something on"
                    + " the way changes files");
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
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
