package org.foldlink.surface;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The formats that surfaces are written in. */
public enum SurfaceFormat {
    /** Binary STL, a file a structure: triangles without shared points. */
    STL(true),
    /** Binary PLY, a file a structure, with normals and colour. */
    PLY(true),
    /** Wavefront OBJ with its MTL, all structures in one file. */
    OBJ(false),
    /** Binary glTF, all structures in one file. */
    GLB(false);

    private final boolean fileAStructure;

    SurfaceFormat(boolean fileAStructure) {
        this.fileAStructure = fileAStructure;
    }

    boolean fileAStructure() {
        return fileAStructure;
    }

    public String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if it is none of ours */
    public static SurfaceFormat parse(String extension) {
        for (SurfaceFormat format : values()) {
            if (format.extension().equals(extension)) {
                return format;
            }
        }
        throw new IllegalArgumentException("surface format = " + extension + " (expected one of "
                + Arrays.stream(values()).map(SurfaceFormat::extension).collect(Collectors.joining(", ")) + ")");
    }
}
