package org.foldlink.parity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A C-ordered little-endian float32 array of NumPy's file format 1.0. Safe to read from many threads. */
public record Npy(List<Integer> shape, ByteBuffer values) {

    private static final Pattern SHAPE = Pattern.compile("'shape': \\(([0-9, ]+)\\)");

    public static Npy read(Path file) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int start = 10 + all.getShort(8);
        String header = new String(all.array(), 10, start - 10, StandardCharsets.ISO_8859_1);
        Matcher shape = SHAPE.matcher(header);
        if (!header.contains("'<f4'") || !header.contains("'fortran_order': False") || !shape.find()) {
            throw new IOException(file + " is no float32 array in C order: " + header);
        }
        List<Integer> dims = Arrays.stream(shape.group(1).split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .map(Integer::valueOf)
                .toList();
        return new Npy(dims, all.position(start).slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    public int count() {
        return values.remaining() / Float.BYTES;
    }

    /** The value at a linear index, the last axis fastest. */
    public float at(int index) {
        return values.getFloat(index * Float.BYTES);
    }
}
