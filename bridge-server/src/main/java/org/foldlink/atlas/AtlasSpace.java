package org.foldlink.atlas;

/** A stereotactic space: RAS axes in mm, the anterior commissure near the origin. */
public enum AtlasSpace {
    /** Talairach and Tournoux 1988: the origin is the anterior commissure, y runs along the AC-PC line. */
    TALAIRACH,
    /** MNI152 (ICBM). */
    MNI
}
