package org.foldlink.atlas;

/** The patient's own side. */
public enum Side {
    LEFT,
    RIGHT,
    MIDLINE
}
