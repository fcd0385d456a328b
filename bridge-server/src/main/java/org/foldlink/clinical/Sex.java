package org.foldlink.clinical;

/** As DICOM's Patient's Sex (0010,0040). */
public enum Sex {
    FEMALE,
    MALE,
    OTHER
}
