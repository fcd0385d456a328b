package org.foldlink.surface;

import java.util.Arrays;
import org.foldlink.geometry.Grid;

/** Finds the cells that labels share, layer by layer along k. For one thread. */
final class SlabScan {

    private static final int JUNCTION = 3;

    private final LabelField field;
    private final int width;
    private final int rows;
    private final int sizeK;
    private final float[] row;

    /** Two planes of voxels with background around them; row j of the volume is row j + 1 here. */
    private char[] near;

    private char[] far;

    /** Of each row of a plane: the first voxel that is no background, and the last; first above last where there is none. */
    private int[] nearFirst;

    private int[] nearLast;
    private int[] farFirst;
    private int[] farLast;

    /** Number of the cell at a place of this layer, and of the layer before; only read where there is one. */
    private int[] here;

    private int[] before;

    SlabScan(LabelField field) {
        Grid grid = field.grid();
        this.field = field;
        this.width = grid.sizeI() + 2;
        this.rows = grid.sizeJ() + 2;
        this.sizeK = grid.sizeK();
        this.row = new float[grid.sizeI()];
        int plane = Math.multiplyExact(width, rows);
        this.near = new char[plane];
        this.far = new char[plane];
        this.nearFirst = new int[rows];
        this.nearLast = new int[rows];
        this.farFirst = new int[rows];
        this.farLast = new int[rows];
        this.here = new int[plane];
        this.before = new int[plane];
    }

    /** Fills {@code layers[from..to)}. Layer k lies between the planes of voxels k - 1 and k. */
    void scan(CellLayer[] layers, int from, int to) {
        load(from - 2);
        load(from - 1);
        if (from > 0) {
            scan(new CellLayer()); // its cells have the numbers that they have in the slab before
        }
        for (int k = from; k < to; k++) {
            load(k);
            layers[k] = new CellLayer();
            scan(layers[k]);
        }
    }

    /** The next plane of voxels becomes the far one; outside of the volume it is background. */
    private void load(int k) {
        char[] plane = near;
        near = far;
        far = plane;
        int[] first = nearFirst;
        nearFirst = farFirst;
        farFirst = first;
        int[] last = nearLast;
        nearLast = farLast;
        farLast = last;
        for (int r = 0; r < rows; r++) {
            int at = r * width;
            if (k < 0 || k >= sizeK || r == 0 || r == rows - 1) {
                farFirst[r] = width;
                farLast[r] = -1;
                Arrays.fill(far, at, at + width, (char) 0);
            } else {
                field.read(r - 1, k, row, far, at);
                int a = 0;
                int b = width - 1;
                while (a <= b && far[at + a] == 0) {
                    a++;
                }
                while (b > a && far[at + b] == 0) {
                    b--;
                }
                farFirst[r] = a <= b ? a : width;
                farLast[r] = a <= b ? b : -1;
            }
        }
    }

    private void scan(CellLayer layer) {
        int[] swap = before;
        before = here;
        here = swap;
        for (int j = 0; j < rows - 1; j++) {
            int first = Math.min(Math.min(nearFirst[j], nearFirst[j + 1]), Math.min(farFirst[j], farFirst[j + 1]));
            int last = Math.max(Math.max(nearLast[j], nearLast[j + 1]), Math.max(farLast[j], farLast[j + 1]));
            if (first <= last) {
                scan(layer, j, first - 1, last);
            }
        }
    }

    /** The cells from..to of a row; cell i lies between the padded voxels i and i + 1. */
    private void scan(CellLayer layer, int j, int from, int to) {
        char[] n = near;
        char[] f = far;
        int r0 = j * width;
        int r1 = r0 + width;
        int a0 = n[r0 + from];
        int b0 = n[r1 + from];
        int c0 = f[r0 + from];
        int d0 = f[r1 + from];
        for (int i = from; i <= to; i++) {
            int a1 = n[r0 + i + 1];
            int b1 = n[r1 + i + 1];
            int c1 = f[r0 + i + 1];
            int d1 = f[r1 + i + 1];
            if (((a0 ^ a1) | (a0 ^ b0) | (a0 ^ b1) | (a0 ^ c0) | (a0 ^ c1) | (a0 ^ d0) | (a0 ^ d1)) != 0) {
                cell(layer, i, j, a0, a1, b0, b1, c0, c1, d0, d1);
            }
            a0 = a1;
            b0 = b1;
            c0 = c1;
            d0 = d1;
        }
    }

    /** @param v0 the label at corner 0, and so on */
    private void cell(CellLayer layer, int i, int j, int v0, int v1, int v2, int v3, int v4, int v5, int v6, int v7) {
        int same = 1
                | bit(v0 == v1, 1)
                | bit(v0 == v2, 2)
                | bit(v0 == v3, 3)
                | bit(v0 == v4, 4)
                | bit(v0 == v5, 5)
                | bit(v0 == v6, 6)
                | bit(v0 == v7, 7);
        int other = Integer.numberOfTrailingZeros(~same);
        int w = value(other, v1, v2, v3, v4, v5, v6, v7);
        int flags;
        int rest = ~same & 0xFF;
        int second = bit(w == v1, 1)
                | bit(w == v2, 2)
                | bit(w == v3, 3)
                | bit(w == v4, 4)
                | bit(w == v5, 5)
                | bit(w == v6, 6)
                | bit(w == v7, 7);
        if (second == rest) {
            boolean simple = CellCurves.isSimple(same) && CellCurves.isSimple(rest);
            flags = CellCurves.mixedFaces(same) | (simple ? 0 : CellLayer.INTRICATE);
        } else {
            flags = junction(new int[] {v0, v1, v2, v3, v4, v5, v6, v7});
        }
        int at = i + (width - 1) * j;
        int number = layer.cells;
        here[at] = number;
        // All neighbours across faces with more than one label are cells of the list.
        boolean faceJ = ((v0 ^ v1) | (v0 ^ v4) | (v0 ^ v5)) != 0;
        boolean faceK = ((v0 ^ v1) | (v0 ^ v2) | (v0 ^ v3)) != 0;
        layer.add(i, j, flags, faceJ ? here[at - width + 1] : CellLayer.NONE, faceK ? before[at] : CellLayer.NONE);
        // The three voxel edges at corner 0; each is in four cells, of which this is the last.
        if (v0 != v1) {
            int back = at - width + 1;
            layer.addQuad(0, (char) v0, (char) v1, ~before[back], ~before[at], number, here[back]);
        }
        if (v0 != v2) {
            layer.addQuad(1, (char) v0, (char) v2, ~before[at - 1], number - 1, number, ~before[at]);
        }
        if (v0 != v4) {
            int back = at - width + 1;
            layer.addQuad(2, (char) v0, (char) v4, here[back - 1], here[back], number, number - 1);
        }
    }

    /** Three labels or more: links run along the lines where three meet, so that these lines are smoothed along themselves. */
    private static int junction(int[] v) {
        int[] labelsOfFace = new int[6];
        int mixed = 0;
        boolean simple = true;
        for (int rest = 0xFF; rest != 0; ) {
            int first = Integer.numberOfTrailingZeros(rest);
            int inside = 0;
            for (int c = first; c < 8; c++) {
                inside |= bit(v[c] == v[first], c);
            }
            simple &= v[first] == 0 || CellCurves.isSimple(inside);
            mixed |= CellCurves.mixedFaces(inside);
            for (int face = 0; face < 6; face++) {
                labelsOfFace[face] += (inside & CellCurves.corners(face)) == 0 ? 0 : 1;
            }
            rest &= ~inside;
        }
        int lines = 0;
        for (int face = 0; face < 6; face++) {
            lines |= bit(labelsOfFace[face] >= JUNCTION, face);
        }
        return (Integer.bitCount(lines) >= 2 ? lines : mixed & 0x3F) | (simple ? 0 : CellLayer.INTRICATE);
    }

    private static int bit(boolean set, int bit) {
        return set ? 1 << bit : 0;
    }

    private static int value(int corner, int v1, int v2, int v3, int v4, int v5, int v6, int v7) {
        return switch (corner) {
            case 1 -> v1;
            case 2 -> v2;
            case 3 -> v3;
            case 4 -> v4;
            case 5 -> v5;
            case 6 -> v6;
            default -> v7;
        };
    }
}
