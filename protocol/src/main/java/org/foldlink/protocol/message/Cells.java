package org.foldlink.protocol.message;

import java.nio.IntBuffer;

/**
 * Cells of a POLYDATA in the wire's form: {@code {n, index × n}} one after the other. Indices are those of points, from 0.
 *
 * @param count number of cells
 * @param indices not copied. The accessor gives a read-only view
 */
public record Cells(int count, IntBuffer indices) {
    public static final Cells NONE = new Cells(0, IntBuffer.allocate(0));

    public Cells {
        indices = Payload.view(indices);
    }

    /** Each array the point indices of one cell. */
    public static Cells of(int[]... cells) {
        int total = 0;
        for (int[] cell : cells) {
            total += cell.length + 1;
        }
        IntBuffer all = IntBuffer.allocate(total);
        for (int[] cell : cells) {
            all.put(cell.length).put(cell);
        }
        return new Cells(cells.length, all.flip());
    }

    /** Triangles from three point indices each. */
    public static Cells triangles(int... indices) {
        return fixed(3, indices);
    }

    /** Lines from two point indices each. */
    public static Cells lines(int... indices) {
        return fixed(2, indices);
    }

    private static Cells fixed(int corners, int[] indices) {
        if (indices.length % corners != 0) {
            throw new InvalidFieldException(
                    PolyDataMessage.TYPE, "indices", indices.length, "a multiple of " + corners);
        }
        int count = indices.length / corners;
        IntBuffer all = IntBuffer.allocate(Math.addExact(indices.length, count));
        for (int cell = 0; cell < count; cell++) {
            all.put(corners).put(indices, cell * corners, corners);
        }
        return new Cells(count, all.flip());
    }

    void check(String field, int pointCount) {
        int at = 0;
        int end = indices.limit();
        for (int cell = 0; cell < count; cell++) {
            if (at >= end) {
                throw new InvalidFieldException(
                        PolyDataMessage.TYPE, field, cell + " cells", count + " cells, as counted");
            }
            int n = indices.get(at++);
            if (n < 0 || n > end - at) {
                throw new InvalidFieldException(
                        PolyDataMessage.TYPE,
                        field + "[" + cell + "] points",
                        Integer.toUnsignedString(n),
                        "0.." + (end - at) + ", the indices left");
            }
            for (int stop = at + n; at < stop; at++) {
                int index = indices.get(at);
                if (index < 0 || index >= pointCount) {
                    throw new InvalidFieldException(
                            PolyDataMessage.TYPE,
                            field + "[" + cell + "] index",
                            Integer.toUnsignedString(index),
                            "less than the " + pointCount + " points");
                }
            }
        }
        if (at != end) {
            throw new InvalidFieldException(
                    PolyDataMessage.TYPE, field, count + " cells", "more: " + (end - at) + " numbers left over");
        }
    }

    @Override
    public IntBuffer indices() {
        return Payload.view(indices);
    }
}
