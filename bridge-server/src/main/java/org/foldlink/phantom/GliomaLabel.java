package org.foldlink.phantom;

/** BraTS' three parts of a glioma, numbered without a gap as nnU-Net wants; 0 is everything else. */
public enum GliomaLabel {
    /** And the parts of the core that do not enhance. */
    NECROSIS(1, "necrosis"),
    OEDEMA(2, "oedema"),
    ENHANCING(3, "enhancing");

    private final int value;
    private final String term;

    GliomaLabel(int value, String term) {
        this.value = value;
        this.term = term;
    }

    /** Voxel value in the labelmap. */
    public int value() {
        return value;
    }

    /** The field's term, lower case. */
    public String term() {
        return term;
    }
}
