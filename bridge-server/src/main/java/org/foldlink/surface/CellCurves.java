package org.foldlink.surface;

import java.util.Arrays;

/**
 * Where the surface of one label meets the faces of a cell, the cube between eight voxel centres.
 *
 * <p>Corner c of a cell lies at +1 on axis a if bit a of c is set. Edge {@code 4 a + u + 2 v} runs along axis a, at u on the next axis and v on
 * the one after it (cyclic). Face {@code 2 a + s} is the one at s on axis a. The surface crosses the edges between a corner inside and one
 * outside; across a face it joins two crossed edges by an arc, and the arcs of a cell form closed curves. Each curve bounds one sheet
 * of the surface, so a sheet gets a point of its own: then no point joins two sheets. A face whose corners inside lie diagonally is ambiguous: its
 * two arcs cut off either the corners inside or, flipped, those outside.
 */
final class CellCurves {

    static final int NONE = 15;
    private static final int EDGES = 12;
    private static final int[] FACE_CORNERS = new int[6];
    private static final long[] UNFLIPPED = new long[256];
    private static final boolean[] SIMPLE = new boolean[256];
    private static final byte[] MIXED_FACES = new byte[256];

    static {
        for (int face = 0; face < 6; face++) {
            for (int c = 0; c < 8; c++) {
                if (((c >> (face / 2)) & 1) == face % 2) {
                    FACE_CORNERS[face] |= 1 << c;
                }
            }
        }
        for (int inside = 0; inside < 256; inside++) {
            UNFLIPPED[inside] = trace(inside, 0);
            boolean simple = count(UNFLIPPED[inside]) <= 1;
            for (int face = 0; face < 6; face++) {
                int part = inside & FACE_CORNERS[face];
                if (part != 0 && part != FACE_CORNERS[face]) {
                    MIXED_FACES[inside] |= (byte) (1 << face);
                }
                simple &= !ambiguous(inside, face);
            }
            SIMPLE[inside] = simple;
        }
    }

    private CellCurves() {}

    /**
     * The curve that each edge belongs to, four bits an edge, from the lowest; {@link #NONE} for an edge that is not crossed.
     *
     * @param inside bit c: corner c is inside
     * @param flips bit f: face f, which is ambiguous, is flipped
     */
    static long of(int inside, int flips) {
        return flips == 0 ? UNFLIPPED[inside] : trace(inside, flips);
    }

    static int curve(long curves, int edge) {
        return (int) (curves >> (4 * edge)) & 15;
    }

    static int count(long curves) {
        int count = 0;
        for (int e = 0; e < EDGES; e++) {
            int curve = curve(curves, e);
            count = curve == NONE ? count : Math.max(count, curve + 1);
        }
        return count;
    }

    /** At most one curve, and no ambiguous face. */
    static boolean isSimple(int inside) {
        return SIMPLE[inside];
    }

    /** Bit c: corner c lies on the face. */
    static int corners(int face) {
        return FACE_CORNERS[face];
    }

    /** Bit f: face f has corners inside and corners outside. */
    static int mixedFaces(int inside) {
        return MIXED_FACES[inside];
    }

    static boolean ambiguous(int inside, int face) {
        int[] ring = ring(face);
        boolean a = in(inside, ring[0]);
        boolean b = in(inside, ring[1]);
        return a != b && a == in(inside, ring[2]) && b == in(inside, ring[3]);
    }

    /** Whether both arcs of an ambiguous face lie on one curve. */
    static boolean joined(long curves, int face) {
        int axis = face / 2;
        int side = face % 2;
        int along = (axis + 1) % 3;
        // The two edges of the face along one axis lie opposite each other, so they belong to different arcs, flipped
        // or not.
        return curve(curves, edge(along, 0, side)) == curve(curves, edge(along, 1, side));
    }

    private static int edge(int axis, int next, int afterNext) {
        return 4 * axis + next + 2 * afterNext;
    }

    private static boolean in(int inside, int corner) {
        return (inside >> corner & 1) != 0;
    }

    /** The corners of a face, in order around it. */
    private static int[] ring(int face) {
        int axis = face / 2;
        int at = face % 2 << axis;
        int u = 1 << (axis + 1) % 3;
        int v = 1 << (axis + 2) % 3;
        return new int[] {at, at | u, at | u | v, at | v};
    }

    /** The edge between two corners that differ in one bit. */
    private static int between(int a, int b) {
        int axis = Integer.numberOfTrailingZeros(a ^ b);
        return edge(axis, a >> (axis + 1) % 3 & 1, a >> (axis + 2) % 3 & 1);
    }

    private static long trace(int inside, int flips) {
        int[] root = new int[EDGES];
        Arrays.setAll(root, e -> e);
        for (int face = 0; face < 6; face++) {
            int[] ring = ring(face);
            boolean flipped = (flips >> face & 1) != 0;
            boolean ambiguous = ambiguous(inside, face);
            int before = -1;
            for (int n = 0; n < 4; n++) {
                int c = ring[n];
                int entering = between(ring[(n + 3) % 4], c);
                int leaving = between(c, ring[(n + 1) % 4]);
                boolean crossed = in(inside, c) != in(inside, ring[(n + 1) % 4]);
                if (ambiguous) {
                    if (in(inside, c) != flipped) {
                        join(root, entering, leaving);
                    }
                } else if (crossed) {
                    if (before >= 0) {
                        join(root, before, leaving);
                    }
                    before = leaving;
                }
            }
        }
        return number(inside, root);
    }

    private static long number(int inside, int[] root) {
        int[] numbers = new int[EDGES];
        Arrays.fill(numbers, NONE);
        int count = 0;
        long curves = 0;
        for (int e = 0; e < EDGES; e++) {
            int axis = e / 4;
            int a = (e & 1) << (axis + 1) % 3 | (e >> 1 & 1) << (axis + 2) % 3;
            long curve = NONE;
            if (in(inside, a) != in(inside, a | 1 << axis)) {
                int r = root[e];
                if (numbers[r] == NONE) {
                    numbers[r] = count++;
                }
                curve = numbers[r];
            }
            curves |= curve << (4 * e);
        }
        return curves;
    }

    private static void join(int[] root, int a, int b) {
        int from = root[b];
        int to = root[a];
        for (int e = 0; e < EDGES; e++) {
            if (root[e] == from) {
                root[e] = to;
            }
        }
    }
}
