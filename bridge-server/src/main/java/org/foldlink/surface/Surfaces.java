package org.foldlink.surface;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.foldlink.volume.Volume;

/**
 * The surface of every structure of a labelmap, all made in one pass over its voxels. A structure that touches the volume's border is closed there, half a
 * voxel beyond the outer voxel centres. Unsmoothed, a surface is the voxels' outer faces and encloses exactly their volume. Two neighbours share their
 * border's points and triangles, until they are decimated, which is done one by one. The result does not depend on the number of threads.
 */
public final class Surfaces {

    private static final int LABELS = Character.MAX_VALUE + 1;

    private Surfaces() {}

    /**
     * The closed surface of each label asked for that has a voxel, by value.
     *
     * @param labelmap whole numbers 0..65535
     */
    public static SortedMap<Integer, Mesh> of(Volume labelmap, SurfaceOptions options) {
        LabelField field = new LabelField(
                labelmap,
                label -> options.labels().isEmpty() || options.labels().get().contains(label));
        SurfaceNet net = SurfaceNet.of(field);
        if (options.smooth()) {
            NetSmoothing.smooth(net);
        }
        return meshes(net, field, options.maxTriangles());
    }

    private static SortedMap<Integer, Mesh> meshes(SurfaceNet net, LabelField field, int maxTriangles) {
        int[][] quads = quadsByLabel(net);
        List<Integer> labels = IntStream.range(1, LABELS)
                .filter(l -> quads[l] != null)
                .boxed()
                // The largest first: else the last thread would begin with it when the others are done.
                .sorted((a, b) -> Integer.compare(quads[b].length, quads[a].length))
                .toList();
        ConcurrentLinkedQueue<LabelMesher> idle = new ConcurrentLinkedQueue<>();
        SortedMap<Integer, Mesh> meshes = Collections.synchronizedSortedMap(new TreeMap<>());
        ConcurrentLinkedQueue<Integer> waiting = new ConcurrentLinkedQueue<>(labels);
        IntStream.range(0, labels.size()).parallel().forEach(n -> {
            int label = waiting.remove();
            LabelMesher mesher = idle.poll();
            if (mesher == null) {
                mesher = new LabelMesher(net, field);
            }
            Mesh mesh = mesher.mesh(label, quads[label]);
            idle.add(mesher);
            if (maxTriangles > 0 && mesh.triangleCount() > maxTriangles) {
                mesh = Decimation.decimate(mesh, maxTriangles);
            }
            meshes.put(label, mesh);
        });
        return Collections.unmodifiableSortedMap(new TreeMap<>(meshes));
    }

    /** Numbers of the quads of each label; null where there is none. */
    private static int[][] quadsByLabel(SurfaceNet net) {
        int[] counts = new int[LABELS];
        for (char label : net.labels) {
            counts[label]++;
        }
        int[][] quads = new int[LABELS][];
        for (int l = 1; l < LABELS; l++) {
            if (counts[l] > 0) {
                quads[l] = new int[counts[l]];
            }
        }
        int[] filled = new int[LABELS];
        for (int side = 0; side < net.labels.length; side++) {
            int label = net.labels[side];
            if (label != 0) {
                quads[label][filled[label]++] = side / 2;
            }
        }
        return quads;
    }
}
