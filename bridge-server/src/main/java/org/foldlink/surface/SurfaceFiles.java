package org.foldlink.surface;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.volume.PartFile;

/**
 * Writes surfaces, each file beside its place and renamed. Coordinates are RAS mm in every format; glTF's root node turns them into its own axes and metres.
 */
public final class SurfaceFiles {

    static final String NOTICE = "Not for clinical use.";

    private SurfaceFiles() {}

    /**
     * Writes {@code stem.surf.<value>.<name>.stl} (or .ply) for each structure, or {@code stem.surf.obj} with {@code stem.surf.mtl}, or
     * {@code stem.surf.glb}. Files that are there are replaced.
     *
     * @return the files, in the order in which they were written
     */
    public static List<Path> write(Path folder, String stem, SurfaceFormat format, List<Surface> surfaces)
            throws IOException {
        List<Path> files = new ArrayList<>();
        if (format.fileAStructure()) {
            for (Surface surface : surfaces) {
                Path file = folder.resolve(
                        stem + ".surf." + surface.value() + "." + plain(surface.name()) + "." + format.extension());
                one(file, format, surface);
                files.add(file);
            }
        } else if (format == SurfaceFormat.OBJ) {
            String materials = stem + ".surf.mtl";
            PartFile.write(folder.resolve(materials), out -> ObjFile.materials(surfaces, out));
            Path file = folder.resolve(stem + ".surf.obj");
            PartFile.write(file, out -> ObjFile.write(surfaces, materials, out));
            files.add(folder.resolve(materials));
            files.add(file);
        } else {
            Path file = folder.resolve(stem + ".surf.glb");
            PartFile.write(file, out -> GlbFile.write(surfaces, out));
            files.add(file);
        }
        return files;
    }

    private static void one(Path file, SurfaceFormat format, Surface surface) throws IOException {
        if (format == SurfaceFormat.STL) {
            PartFile.write(file, out -> StlFile.write(surface, out));
        } else {
            PartFile.write(file, out -> PlyFile.write(surface, out));
        }
    }

    /** A name that every file system and every reader takes: letters, digits, dash and underscore of ASCII, 60 at most. */
    static String plain(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_-]+", "_");
        return plain.isEmpty() ? "_" : plain.substring(0, Math.min(60, plain.length()));
    }
}
