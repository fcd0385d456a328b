package org.foldlink.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** SHA-256 sums as {@code sha256sum} writes them: 64 hex digits, two characters, a path relative to the model's folder. */
final class Checksums {

    static final String FILE = "SHA256SUMS";

    private Checksums() {}

    /** Path to lower-case hex, in the file's order; empty where the folder has no SHA256SUMS. */
    static Map<String, String> read(Path folder) throws ModelException {
        Path file = folder.resolve(FILE);
        Map<String, String> sums = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return sums;
        }
        try {
            int number = 0;
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                if (!line.matches("[0-9a-fA-F]{64} [ *].+")) {
                    throw new ModelException(
                            ModelException.Kind.CORRUPT,
                            FILE + " line " + number
                                    + " is not a checksum (expected 64 hex digits, two spaces, a file)");
                }
                String name = line.substring(66);
                Path target = folder.resolve(name).normalize();
                if (!target.startsWith(folder.normalize())) {
                    throw new ModelException(
                            ModelException.Kind.CORRUPT,
                            FILE + " line " + number + " names " + name
                                    + " (expected a file inside the model's folder)");
                }
                sums.put(
                        folder.normalize().relativize(target).toString().replace('\\', '/'),
                        line.substring(0, 64).toLowerCase(Locale.ROOT));
            }
        } catch (IOException e) {
            throw new ModelException(ModelException.Kind.CORRUPT, FILE + " cannot be read: " + e.getMessage(), e);
        }
        return sums;
    }

    /** @param sums path to hex, in the order in which they are written */
    static void write(Path folder, Map<String, String> sums) throws IOException {
        StringBuilder lines = new StringBuilder();
        sums.forEach((file, sum) -> lines.append(sum).append("  ").append(file).append('\n'));
        Path part = folder.resolve("." + FILE + ".part");
        Files.writeString(part, lines);
        Files.move(part, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    static String of(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
