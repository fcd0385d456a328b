package org.foldlink.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** What must hold of every mesh, and labelmaps to make meshes of. */
final class Meshes {

    private Meshes() {}

    /** The label of a voxel. */
    interface Shape {
        int at(int i, int j, int k);
    }

    static Volume labelmap(Grid grid, Shape shape) {
        Volume labels = Volume.allocate(grid, VoxelType.UINT16);
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    labels.voxels().set(grid.index(i, j, k), shape.at(i, j, k));
                }
            }
        }
        return labels;
    }

    /** Voxels of each label. */
    static Map<Integer, Integer> counts(Volume labels) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (long n = 0; n < labels.voxels().count(); n++) {
            int label = (int) labels.voxels().get(n);
            if (label != 0) {
                counts.merge(label, 1, Integer::sum);
            }
        }
        return counts;
    }

    /** Each edge belongs to two triangles that run along it in opposite directions, each point to one fan, and normals have length 1. */
    static void assertClosed(Mesh mesh) {
        Set<Long> edges = new HashSet<>();
        int[] triangles = mesh.triangles();
        for (int t = 0; t < triangles.length; t++) {
            long from = triangles[t];
            long to = triangles[t % 3 == 2 ? t - 2 : t + 1];
            if (from == to || !edges.add(from << 32 | to)) {
                fail("edge %s to %s (expected once in that direction, between two points)", from, to);
            }
        }
        for (long edge : edges) {
            if (!edges.contains(edge << 32 | edge >>> 32)) {
                fail("edge %s to %s has no triangle on its other side", edge >>> 32, edge & 0xFFFF_FFFFL);
            }
        }
        assertThat(fans(mesh)).as("fans of triangles").isEqualTo(mesh.pointCount());
        for (float value : mesh.points()) {
            if (!Float.isFinite(value)) {
                fail("a coordinate is %s", value);
            }
        }
        assertThat(mesh.normals()).hasSize(mesh.points().length);
        for (int p = 0; p < mesh.pointCount(); p++) {
            double x = mesh.normals()[3 * p];
            double y = mesh.normals()[3 * p + 1];
            double z = mesh.normals()[3 * p + 2];
            double length = x * x + y * y + z * z;
            if (!(Math.abs(length - 1) < 1e-4)) {
                fail("normal %s has the squared length %s", p, length);
            }
        }
    }

    /** Corners joined across edges around their point: one fan a point if no point joins two sheets. */
    private static int fans(Mesh mesh) {
        int[] triangles = mesh.triangles();
        int[] root = new int[triangles.length];
        Map<Long, Integer> cornerAtStart = new HashMap<>();
        for (int c = 0; c < triangles.length; c++) {
            root[c] = c;
            cornerAtStart.put((long) triangles[c] << 32 | triangles[after(c)], c);
        }
        for (int c = 0; c < triangles.length; c++) {
            // The triangle on the other side of the edge that enters this corner starts its edge here.
            int before = after(after(c));
            Integer other = cornerAtStart.get((long) triangles[c] << 32 | triangles[before]);
            if (other != null) {
                root[root(root, c)] = root(root, other);
            }
        }
        int count = 0;
        for (int c = 0; c < root.length; c++) {
            count += root[c] == c ? 1 : 0;
        }
        return count;
    }

    private static int after(int c) {
        return c % 3 == 2 ? c - 2 : c + 1;
    }

    private static int root(int[] root, int c) {
        int r = c;
        while (root[r] != r) {
            r = root[r];
        }
        return r;
    }

    /** Points - edges + triangles: 2 for each closed piece without a handle. */
    static int euler(Mesh mesh) {
        return mesh.pointCount() - mesh.triangleCount() * 3 / 2 + mesh.triangleCount();
    }
}
