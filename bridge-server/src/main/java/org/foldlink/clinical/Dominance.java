package org.foldlink.clinical;

/** The hemisphere dominant for language. */
public enum Dominance {
    LEFT,
    RIGHT,
    /** Taken as left, and said so. */
    UNKNOWN
}
