package org.foldlink.models;

import java.util.Optional;

/**
 * One structure that a model finds.
 *
 * @param value voxel value in the labelmap, 1 or more
 * @param name field's term, lower case with underscores
 * @param red sRGB 0–255, likewise green and blue
 * @param snomed SNOMED CT code, where DICOM's free code sets have one
 * @param snomedModifier SNOMED CT code of the side, 7771000 left or 24028007 right, where {@code snomed} does not say it
 * @param coding the same with its category and DICOM's words for it; empty where neither code nor name is in the table of terms
 */
public record Label(
        int value,
        String name,
        int red,
        int green,
        int blue,
        Optional<String> snomed,
        Optional<String> snomedModifier,
        Optional<Coding> coding) {

    public Label(
            int value,
            String name,
            int red,
            int green,
            int blue,
            Optional<String> snomed,
            Optional<String> snomedModifier) {
        this(
                value,
                name,
                red,
                green,
                blue,
                snomed,
                snomedModifier,
                Terminology.coding(name, "", snomed, snomedModifier));
    }

    public Label(int value, String name, int red, int green, int blue, Optional<String> snomed) {
        this(value, name, red, green, blue, snomed, Optional.empty());
    }
}
