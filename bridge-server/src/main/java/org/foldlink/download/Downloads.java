package org.foldlink.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Fetches files by the first of several ways that works, and checks each. */
public final class Downloads {

    private Downloads() {}

    /**
     * A file that an earlier try brought is not fetched again.
     *
     * @param folder exists
     * @param announcement said before anything is fetched
     * @param what for messages: "OpenVINO"
     * @param otherwise how to name a file that was fetched elsewhere
     */
    public static <D extends Download> Path fetch(
            D wanted,
            Path folder,
            List<? extends DownloadSource<? super D>> sources,
            String announcement,
            String what,
            String otherwise,
            Consumer<String> say)
            throws DownloadException, IOException, InterruptedException {
        Path file = folder.resolve(wanted.file());
        if (Files.isRegularFile(file) && sha256(file).equals(wanted.sha256())) {
            say.accept("found " + file);
            return file;
        }
        say.accept(announcement);
        List<String> failures = new ArrayList<>();
        for (DownloadSource<? super D> source : sources) {
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
        throw new DownloadException(what + " could not be fetched (" + String.join("; ", failures)
                + "). Where this machine has no network, fetch " + wanted.url() + " elsewhere and name it: "
                + otherwise);
    }

    /** @param name for messages */
    public static void require(Download wanted, Path file, String name) throws DownloadException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new DownloadException(name + " does not exist (expected " + wanted.file() + ")");
        }
        String actual = sha256(file);
        if (!actual.equals(wanted.sha256())) {
            throw new DownloadException(name + " has SHA-256 " + actual + " (expected " + wanted.sha256() + " of "
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
}
