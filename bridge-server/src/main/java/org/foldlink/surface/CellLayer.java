package org.foldlink.surface;

import java.util.Arrays;

/**
 * The cells of one layer that labels share, and the quads dual to the voxel edges that end in it. A cell is a cube between eight voxel centres; cell
 * (i, j, k) has its first corner at voxel (i - 1, j - 1, k - 1), so that cells reach one voxel beyond the volume. Grows while it is scanned.
 */
final class CellLayer {

    /** No neighbour there. */
    static final int NONE = -1;

    /** Bit of {@link #flags}: some label has several sheets here, or an ambiguous face. Bits 0..5: linked across face f. */
    static final int INTRICATE = 1 << 6;

    /** Cells, in order. */
    int cells;

    /** Cell index along i and j of each. */
    char[] i = new char[256];

    char[] j = new char[256];

    byte[] flags = new byte[256];

    /** The cell before it along j, in this layer, and along k, in the layer before; {@link #NONE} without a link. */
    int[] beforeJ = new int[256];

    int[] beforeK = new int[256];

    int quads;

    /** Four cells a quad, counter-clockwise seen from its far side; those of the layer before are stored as {@code ~index}. */
    int[] corners = new int[1024];

    /** The labels on the near and the far side along the quad's axis. */
    char[] labels = new char[512];

    byte[] axis = new byte[256];

    void add(int cellI, int cellJ, int flag, int before1, int before2) {
        if (cells == flags.length) {
            int longer = longer(cells);
            i = Arrays.copyOf(i, longer);
            j = Arrays.copyOf(j, longer);
            flags = Arrays.copyOf(flags, longer);
            beforeJ = Arrays.copyOf(beforeJ, longer);
            beforeK = Arrays.copyOf(beforeK, longer);
        }
        i[cells] = (char) cellI;
        j[cells] = (char) cellJ;
        flags[cells] = (byte) flag;
        beforeJ[cells] = before1;
        beforeK[cells] = before2;
        cells++;
    }

    void addQuad(int along, char near, char far, int c0, int c1, int c2, int c3) {
        if (quads == axis.length) {
            int longer = longer(quads);
            axis = Arrays.copyOf(axis, longer);
            corners = Arrays.copyOf(corners, Math.multiplyExact(4, longer));
            labels = Arrays.copyOf(labels, 2 * longer);
        }
        axis[quads] = (byte) along;
        labels[2 * quads] = near;
        labels[2 * quads + 1] = far;
        corners[4 * quads] = c0;
        corners[4 * quads + 1] = c1;
        corners[4 * quads + 2] = c2;
        corners[4 * quads + 3] = c3;
        quads++;
    }

    private static int longer(int length) {
        return Math.addExact(length, length >> 1);
    }
}
