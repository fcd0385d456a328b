package org.foldlink.nrrd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.foldlink.volume.VolumeFormatException;

/** Reads the text up to the first blank line, or to the end of a detached header. */
final class NrrdHeaderReader {

    /** Slicer's largest segmentations stay far below; a file without a blank line must not be read whole. */
    private static final int MAX_BYTES = 8 << 20;

    private NrrdHeaderReader() {}

    static NrrdHeader read(FileChannel file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024).flip();
        StringBuilder line = new StringBuilder();
        Map<String, String> fields = new LinkedHashMap<>();
        Map<String, String> keyValues = new LinkedHashMap<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long length = 0;
        boolean first = true;
        boolean ended = false;
        while (!ended) {
            bytes.reset();
            boolean newline = false;
            while (!newline && !ended) {
                if (!buffer.hasRemaining()) {
                    buffer.clear();
                    ended = file.read(buffer) < 0;
                    buffer.flip();
                    continue;
                }
                byte b = buffer.get();
                length++;
                newline = b == '\n';
                if (!newline) {
                    bytes.write(b);
                }
                if (first && bytes.size() > 16) {
                    throw notNrrd(bytes.toString(StandardCharsets.ISO_8859_1));
                }
                if (length > MAX_BYTES) {
                    throw new VolumeFormatException(
                            "header goes on beyond " + MAX_BYTES + " bytes (expected a blank line before)");
                }
            }
            line.setLength(0);
            line.append(bytes.toString(StandardCharsets.UTF_8));
            if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
                line.setLength(line.length() - 1);
            }
            String text = line.toString();
            if (first) {
                if (!text.matches("NRRD000[1-5]")) {
                    throw notNrrd(text);
                }
                first = false;
            } else if (text.isEmpty()) {
                break;
            } else if (text.charAt(0) != '#') {
                field(text, fields, keyValues);
            }
        }
        return new NrrdHeader(fields, keyValues, length);
    }

    private static VolumeFormatException notNrrd(String start) {
        return new VolumeFormatException("first line = \"" + start.replaceAll("[^\\x20-\\x7E]", "?")
                + "\" (expected NRRD0001 to NRRD0005): this is not an NRRD file");
    }

    private static void field(String line, Map<String, String> fields, Map<String, String> keyValues)
            throws VolumeFormatException {
        int pair = line.indexOf(":=");
        int colon = line.indexOf(": ");
        if (pair >= 0 && (colon < 0 || pair < colon)) {
            keyValues.put(unescape(line.substring(0, pair)), unescape(line.substring(pair + 2)));
            return;
        }
        int at = colon >= 0 ? colon : line.indexOf(':');
        if (at < 1) {
            String shown = line.length() > 40 ? line.substring(0, 40) + "…" : line;
            throw new VolumeFormatException("header line \"" + shown.replaceAll("\\p{Cntrl}", "?")
                    + "\" (expected \"field: value\", \"key:=value\" or a # comment)");
        }
        String name = line.substring(0, at).strip().toLowerCase(Locale.ROOT);
        String value = line.substring(at + 1).strip();
        fields.put(
                switch (name) {
                    case "datafile" -> "data file";
                    case "lineskip" -> "line skip";
                    case "byteskip" -> "byte skip";
                    default -> name;
                },
                value);
    }

    private static String unescape(String text) {
        return text.indexOf('\\') < 0 ? text : text.replace("\\n", "\n").replace("\\\\", "\\");
    }
}
