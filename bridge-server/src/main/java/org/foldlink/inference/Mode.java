package org.foldlink.inference;

import java.util.Locale;

/** How much of the ensemble a run computes. */
public enum Mode {
    /** Every fold on every tile: nnU-Net's own result. */
    EXACT,
    /** Every fold only where those before it are in doubt, elsewhere every other one; no mirrored passes (docs/decisions/adaptive.md). */
    ADAPTIVE;

    /** Lower case, as options and results have it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
