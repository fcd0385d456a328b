package org.foldlink.clinical;

/** The side of the patient's body (of field loss: the blind half) on which a symptom is. */
public enum BodySide {
    LEFT,
    RIGHT,
    BOTH,
    /** Not recorded, or the symptom has none. */
    UNKNOWN
}
