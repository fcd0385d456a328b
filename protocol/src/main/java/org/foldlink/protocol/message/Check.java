package org.foldlink.protocol.message;

import java.util.stream.Stream;

/** Range checks of the records' constructors. */
final class Check {
    static final int U8 = 0xFF;
    static final int U16 = 0xFFFF;
    static final long U32 = 0xFFFF_FFFFL;

    private Check() {}

    static void range(String subject, String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new InvalidFieldException(subject, field, value, min + ".." + max);
        }
    }

    static void range(String subject, String field, Ijk value, int min) {
        range(subject, field + "[0]", value.i(), min, U16);
        range(subject, field + "[1]", value.j(), min, U16);
        range(subject, field + "[2]", value.k(), min, U16);
    }

    static void within(String subject, Ijk offset, Ijk part, Ijk size) {
        within(subject, 0, offset.i(), part.i(), size.i());
        within(subject, 1, offset.j(), part.j(), size.j());
        within(subject, 2, offset.k(), part.k(), size.k());
    }

    private static void within(String subject, int axis, int offset, int part, int size) {
        if (offset + part > size) {
            throw new InvalidFieldException(
                    subject, "subvolume end[" + axis + "]", offset + part, "at most the size, " + size);
        }
    }

    /** Names of children share a table whose size, with a NUL each and made even, is 16 bits wide. */
    static void nameTable(String subject, Stream<String> names, int nameBytes) {
        long bytes = names.mapToLong(name -> Math.min(nameBytes, TextEncoding.length(name, TextEncoding.UTF_8)) + 1)
                .sum();
        if (bytes > U16 - 1) {
            throw new InvalidFieldException(subject, "names", bytes + " bytes", "at most " + (U16 - 1) + " bytes");
        }
    }

    static void bytes(String subject, String field, long actual, long expected) {
        if (actual != expected) {
            throw new InvalidFieldException(subject, field, actual + " bytes", expected + " bytes");
        }
    }
}
