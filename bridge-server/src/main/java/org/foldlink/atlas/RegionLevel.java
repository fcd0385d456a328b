package org.foldlink.atlas;

/** What kind of part of the brain a region is, as {@code regions.csv} has it. */
public enum RegionLevel {
    DIVISION("division"),
    LOBE("lobe"),
    GYRUS("gyrus"),
    /** Part of a gyrus or a lobe. */
    AREA("area"),
    /** Nuclei and other deep grey structures. */
    DEEP("deep"),
    WHITE_MATTER("white-matter"),
    VENTRICLE("ventricle"),
    EXTRA_AXIAL("extra-axial"),
    /** Several regions together. */
    GROUP("group");

    private final String word;

    RegionLevel(String word) {
        this.word = word;
    }

    /** As files have it. */
    public String word() {
        return word;
    }
}
