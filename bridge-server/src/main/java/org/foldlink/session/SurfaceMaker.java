package org.foldlink.session;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.foldlink.models.Label;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.surface.Mesh;
import org.foldlink.surface.SurfaceOptions;
import org.foldlink.surface.Surfaces;
import org.foldlink.volume.Volume;

/** The surfaces of a job's final labelmap. */
final class SurfaceMaker {

    /** Triangles of a structure at most: what a viewer turns without effort, also a hundred of them. */
    static final int MAX_TRIANGLES = 50_000;

    /** A triangle's three indices, and coordinates and normals of half a point. */
    private static final long BYTES_A_TRIANGLE = 3 * 4 + 6 * 4 / 2;

    /** Six faces, two triangles each. */
    private static final long TRIANGLES_A_VOXEL = 12;

    private SurfaceMaker() {}

    /** By label value; without the lock. */
    static Map<Integer, Mesh> make(Volume labels, ModelDescriptor model, SegmentOptions options) {
        SurfaceOptions how =
                SurfaceOptions.DEFAULT.withMaxTriangles(MAX_TRIANGLES).withLabels(wanted(model, options));
        return new TreeMap<>(Surfaces.of(labels, how));
    }

    /** What the meshes may take at most. */
    static long mostBytes(long voxels, ModelDescriptor model, SegmentOptions options) {
        long structures = wanted(model, options).size();
        return Math.min(structures * MAX_TRIANGLES, voxels * TRIANGLES_A_VOXEL) * BYTES_A_TRIANGLE;
    }

    private static Set<Integer> wanted(ModelDescriptor model, SegmentOptions options) {
        return options.surfaces().isEmpty()
                ? model.labels().stream().map(Label::value).collect(Collectors.toSet())
                : options.surfaces();
    }
}
