package org.foldlink.inference;

import java.util.Locale;

/** How much of the ensemble a run computes. */
public enum Mode {
    /** Every fold on every tile: nnU-Net's own result. */
    EXACT,
    /** The folds after the first only where those before them are in doubt (docs/decisions/adaptive.md). */
    ADAPTIVE;

    /** Lower case, as options and results have it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
