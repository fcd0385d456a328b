package org.foldlink.protocol.message;

import java.util.Arrays;

/**
 * The upper three rows of a 4×4 matrix in the order of the wire: column-major, twelve floats
 * {@code x-column, y-column, z-column, translation}. Immutable. Translations are millimetres; the frame (RAS or LPS) is that of the
 * message that holds it.
 */
public final class Matrix3x4 {
    public static final Matrix3x4 IDENTITY = of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0);

    private final float[] columns;

    private Matrix3x4(float[] columns) {
        this.columns = columns;
    }

    /** @param columns twelve values, column-major as on the wire (copied) */
    public static Matrix3x4 of(float... columns) {
        if (columns.length != 12) {
            throw new InvalidFieldException("matrix", "length", columns.length, "12, column-major");
        }
        return new Matrix3x4(columns.clone());
    }

    /** @param rows twelve values, row-major (rows x, y, z), rounded to float */
    public static Matrix3x4 ofRows(double... rows) {
        if (rows.length != 12) {
            throw new InvalidFieldException("matrix", "length", rows.length, "12, row-major");
        }
        float[] columns = new float[12];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                columns[column * 3 + row] = (float) rows[row * 4 + column];
            }
        }
        return new Matrix3x4(columns);
    }

    /** Row 0..2, column 0..3; column 3 is the translation. */
    public float get(int row, int column) {
        return columns[column * 3 + row];
    }

    /** The value at a place of the wire's order, 0..11. */
    public float get(int index) {
        return columns[index];
    }

    /** A copy, column-major as on the wire. */
    public float[] toArray() {
        return columns.clone();
    }

    public boolean isFinite() {
        for (float value : columns) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Matrix3x4 that && Arrays.equals(columns, that.columns);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(columns);
    }

    @Override
    public String toString() {
        return Arrays.toString(columns);
    }
}
