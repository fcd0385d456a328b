package org.foldlink.phantom;

/**
 * The structures of the phantom and their values in its labelmap; 0 is outside the skin. Left and right are the patient's.
 */
public enum PhantomLabel {
    LIVER(1, "liver"),
    KIDNEY_RIGHT(2, "kidney_right"),
    KIDNEY_LEFT(3, "kidney_left"),
    SPLEEN(4, "spleen"),
    PANCREAS(5, "pancreas"),
    AORTA(6, "aorta"),
    /** In the liver, a kidney or the pancreas; several or none. */
    LESION(7, "lesion"),
    /** Bone of the vertebrae and the sacrum; discs and the canal are body. */
    SPINE(8, "spine"),
    /** Everything else inside the skin, gas in bowel and lungs too. */
    BODY(9, "body");

    private final int value;
    private final String term;

    PhantomLabel(int value, String term) {
        this.value = value;
        this.term = term;
    }

    /** Voxel value in the labelmap. */
    public int value() {
        return value;
    }

    /** The field's term, lower case with underscores. */
    public String term() {
        return term;
    }
}
