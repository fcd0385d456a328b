package org.foldlink.atlas;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Takes members out of a package's gzipped tar (POSIX ustar), by name. Nothing is written, so no name can lead anywhere. */
final class NpmTarball {

    private static final int BLOCK = 512;
    private static final int LARGEST = 64 << 20;

    private NpmTarball() {}

    /** @return the bytes of those of {@code names} that are plain files in it */
    static Map<String, byte[]> members(Path file, Set<String> names) throws IOException {
        Map<String, byte[]> found = new HashMap<>();
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (byte[] header = in.readNBytes(BLOCK); header.length == BLOCK; header = in.readNBytes(BLOCK)) {
                String name = text(header, 0, 100);
                if (name.isEmpty()) {
                    break; // the end is blocks of zeros
                }
                long size = size(header);
                boolean plain = header[156] == '0' || header[156] == 0;
                long taken = 0;
                if (plain && names.contains(name)) {
                    byte[] bytes = in.readNBytes((int) Math.min(size, LARGEST));
                    if (bytes.length < size) {
                        throw new EOFException(name + " is cut off, or larger than " + LARGEST + " bytes");
                    }
                    found.put(name, bytes);
                    taken = size;
                }
                in.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK - taken);
            }
        }
        return found;
    }

    private static long size(byte[] header) throws IOException {
        String octal = text(header, 124, 12).strip();
        try {
            return octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
        } catch (NumberFormatException e) {
            throw new IOException("a tar header's size is \"" + octal + "\" (expected octal digits)", e);
        }
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }
}
