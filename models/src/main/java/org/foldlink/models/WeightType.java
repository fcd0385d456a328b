package org.foldlink.models;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * In which type an ONNX file keeps its weights, read from the file's own bytes (protocol buffers: ModelProto.graph = 7, GraphProto.initializer = 5,
 * TensorProto.dims = 1 and data_type = 2), so that no runtime is needed.
 */
public final class WeightType {

    private static final int GRAPH = 7;
    private static final int INITIALIZER = 5;
    private static final int DIMS = 1;
    private static final int DATA_TYPE = 2;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private static final Map<Integer, String> NAMES =
            Map.of(1, "float32", 2, "uint8", 3, "int8", 10, "float16", 11, "float64", 16, "bfloat16");

    private final InputStream in;
    private final Map<Integer, Long> elements = new TreeMap<>();
    private long at;

    private WeightType(InputStream in) {
        this.in = in;
    }

    /** "float32", "float16", "int8" …: that of most of the weights; empty where the file cannot be read as ONNX or holds none. */
    public static Optional<String> of(Path onnx) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(onnx), 1 << 16)) {
            WeightType file = new WeightType(in);
            file.model(Files.size(onnx));
            return file.elements.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(e -> NAMES.getOrDefault(e.getKey(), "ONNX type " + e.getKey()));
        } catch (IOException e) {
            return Optional.empty(); // the engine says what is wrong with it
        }
    }

    private void model(long end) throws IOException {
        while (at < end) {
            long key = varint();
            if (key == (GRAPH << 3 | BYTES)) {
                graph(end());
            } else {
                skip(key);
            }
        }
    }

    private void graph(long end) throws IOException {
        while (at < end) {
            long key = varint();
            if (key == (INITIALIZER << 3 | BYTES)) {
                tensor(end());
            } else {
                skip(key);
            }
        }
    }

    private void tensor(long end) throws IOException {
        long count = 1;
        int type = 0;
        while (at < end) {
            long key = varint();
            if (key == (DIMS << 3 | VARINT)) {
                count *= varint();
            } else if (key == (DIMS << 3 | BYTES)) {
                for (long packed = end(); at < packed; ) {
                    count *= varint();
                }
            } else if (key == (DATA_TYPE << 3 | VARINT)) {
                type = (int) varint();
            } else {
                skip(key);
            }
        }
        elements.merge(type, count, Long::sum);
    }

    /** Of what follows its length. */
    private long end() throws IOException {
        long length = varint();
        if (length < 0) {
            throw new IOException("a length below 0");
        }
        return at + length;
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException();
            }
            at++;
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new IOException("a number of more than 64 bits");
    }

    private void skip(long key) throws IOException {
        long bytes = switch ((int) (key & 7)) {
            case VARINT -> {
                varint();
                yield 0;
            }
            case FIXED64 -> 8;
            case BYTES -> end() - at;
            case FIXED32 -> 4;
            default -> throw new IOException("no protocol buffer");
        };
        in.skipNBytes(bytes);
        at += bytes;
    }
}
