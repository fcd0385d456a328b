package org.foldlink.inference;

import java.util.Locale;

/** When a model's fused graphs are taken in place of a network a fold. */
public enum Fused {
    /** On a GPU, where the model has them and they fit. */
    AUTO,
    /** Wherever the model has them and they fit; on a CPU they gain nothing, and tests need them there. */
    ALWAYS,
    NEVER;

    /** As settings and the command line have it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Fused parse(String text) {
        for (Fused f : values()) {
            if (f.text().equals(text)) {
                return f;
            }
        }
        throw new IllegalArgumentException("fused = " + text + " (expected auto, always or never)");
    }

    @Override
    public String toString() {
        return text();
    }
}
