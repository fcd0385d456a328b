package org.foldlink.measure.metrics;

import java.util.Arrays;
import org.foldlink.geometry.Vec3;

/**
 * Areas of the surface elements of a binary mask, as DeepMind's surface-distance has them: one element sits at each corner of the voxels
 * whose eight neighbours are not all alike, and has the area of marching cubes' surface at half height among those eight centres.
 *
 * <p>Bit b of a neighbour code is the voxel at offset (b & 1, b >> 1 & 1, b >> 2) along i, j, k. Corners of the mask that touch along an
 * edge of the cube hang together, others do not; a code and its complement have one area. Each piece is planar or nearly so:
 *
 * <ul>
 *   <li>one corner: a triangle of area vector (1, 1, 1);
 *   <li>two: a rectangle (0, 4, 4), the 0 along their edge;
 *   <li>three: (0, 0, 4) and (3, 3, 3), the 4 along the normal of their face;
 *   <li>four of a face: (0, 0, 8); a corner with its three neighbours: a hexagon (6, 6, 6); a chain: (0, 2, 2), (2, 0, 2) and (4, 4, 4),
 *       the common axis along the chain's middle edge;
 * </ul>
 *
 * <p>in eighths of the cube's faces, which measure sj·sk, si·sk and si·sj mm².
 */
final class SurfaceElements {

    private SurfaceElements() {}

    /** @param spacing mm along i, j, k
     *  @return mm² by neighbour code; 0 for 0 and 255 */
    static double[] areas(Vec3 spacing) {
        double[] faces = {spacing.y() * spacing.z(), spacing.x() * spacing.z(), spacing.x() * spacing.y()};
        double[] areas = new double[256];
        for (int code = 1; code < 255; code++) {
            int rest = Integer.bitCount(code) > 4 ? ~code & 255 : code;
            while (rest != 0) {
                int piece = piece(rest);
                areas[code] += area(piece, faces);
                rest &= ~piece;
            }
        }
        return areas;
    }

    /** The corners that hang together with the lowest one. */
    private static int piece(int corners) {
        int piece = Integer.lowestOneBit(corners);
        for (int before = 0; before != piece; ) {
            before = piece;
            piece |= corners & neighbours(piece);
        }
        return piece;
    }

    /** The corners across an edge from any of these. */
    private static int neighbours(int corners) {
        int across = 0;
        for (int axis = 0; axis < 3; axis++) {
            across |= along(corners, axis);
        }
        return across;
    }

    /** These corners, each moved to the other end of its edge along an axis. */
    private static int along(int corners, int axis) {
        int upper = new int[] {0b10101010, 0b11001100, 0b11110000}[axis];
        int step = 1 << axis;
        return ((corners & upper) >> step) | ((corners & ~upper) << step);
    }

    private static double area(int piece, double[] faces) {
        // Edges of the piece along each axis.
        int[] edges = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            edges[axis] = Integer.bitCount(piece & along(piece, axis)) / 2;
        }
        int most = edges[0] >= edges[1] && edges[0] >= edges[2] ? 0 : edges[1] >= edges[2] ? 1 : 2;
        int least = edges[0] <= edges[1] && edges[0] <= edges[2] ? 0 : edges[1] <= edges[2] ? 1 : 2;
        return switch (Integer.bitCount(piece)) {
            case 1 -> norm(faces, 1, 1, 1);
            case 2 -> across(faces, most, 0, 4);
            case 3 -> across(faces, least, 4, 0) + norm(faces, 3, 3, 3);
            default -> {
                if (Arrays.stream(edges).sum() == 4) {
                    yield across(faces, least, 8, 0);
                }
                int middle = middle(piece);
                if (middle < 0) {
                    yield norm(faces, 6, 6, 6);
                }
                double sum = norm(faces, 4, 4, 4);
                for (int end = 0; end < 3; end++) {
                    if (end != middle) {
                        sum += across(faces, 3 - middle - end, 0, 2);
                    }
                }
                yield sum;
            }
        };
    }

    /** The axis of the middle edge of a chain of four corners; -1 of a corner with its three neighbours. */
    private static int middle(int piece) {
        int inner = 0;
        for (int corners = piece; corners != 0; corners &= corners - 1) {
            int corner = Integer.lowestOneBit(corners);
            int degree = Integer.bitCount(neighbours(corner) & piece);
            if (degree == 3) {
                return -1;
            }
            inner |= degree == 2 ? corner : 0;
        }
        for (int axis = 0; axis < 3; axis++) {
            if ((along(inner, axis) & inner) != 0) {
                return axis;
            }
        }
        throw new IllegalStateException("corners " + piece + " are no chain");
    }

    /** The area vector with one component along {@code axis}, another along the other two. */
    private static double across(double[] faces, int axis, double along, double others) {
        double[] v = {others, others, others};
        v[axis] = along;
        return norm(faces, v[0], v[1], v[2]);
    }

    private static double norm(double[] faces, double i, double j, double k) {
        double x = i * faces[0];
        double y = j * faces[1];
        double z = k * faces[2];
        return Math.sqrt(x * x + y * y + z * z) / 8;
    }
}
