package org.foldlink.models;

import java.util.Optional;

/**
 * What a structure's name means, in SNOMED CT codes of DICOM's context groups.
 *
 * @param category what kind of thing it is: anatomical structure, morphologically abnormal structure, tissue
 * @param modifier laterality, of the region where there is one
 * @param region where a lesion lies, if its name says so
 * @param fit how well the code says what the name says
 * @param red sRGB 0–255, likewise green and blue: 3D Slicer's colour
 * @param known whether the name stands in the table; if not, the code is Tissue
 */
public record Term(
        Code code,
        Code category,
        Optional<Code> modifier,
        Optional<Code> region,
        Fit fit,
        int red,
        int green,
        int blue,
        boolean known) {

    private static final String MORPHOLOGICALLY_ABNORMAL = "49755003";

    /** Whether it is a thing that does not belong there: a tumour, a cyst, a haemorrhage, oedema. */
    public boolean isLesion() {
        return category.value().equals(MORPHOLOGICALLY_ABNORMAL);
    }

    /** A SNOMED CT concept with DICOM's words for it. */
    public record Code(String value, String meaning) {}

    /** Whether DICOM has a code for exactly this structure. */
    public enum Fit {
        EXACT,
        /** The code means something wider that holds the structure. */
        BROADER,
        /** The code means the structure's main part. */
        PART,
        /** DICOM has nothing. */
        NONE
    }

    Term withModifier(Code side) {
        return new Term(code, category, Optional.of(side), region, fit, red, green, blue, known);
    }

    Term withColor(int r, int g, int b) {
        return new Term(code, category, modifier, region, fit, r, g, b, known);
    }

    Term unknown() {
        return new Term(code, category, modifier, region, fit, red, green, blue, false);
    }
}
