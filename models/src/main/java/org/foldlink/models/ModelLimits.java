package org.foldlink.models;

/** How large a model may be that somebody brings. */
public record ModelLimits(long bytes, int files) {

    /** Far above five folds of the largest networks met, and far below a full disk. */
    public static final ModelLimits DEFAULT = new ModelLimits(16L << 30, 10_000);

    public ModelLimits {
        if (bytes < 1 || files < 1) {
            throw new IllegalArgumentException(
                    "limits of a model = " + bytes + " bytes, " + files + " files (expected 1 or more of each)");
        }
    }

    public ModelLimits withBytes(long n) {
        return new ModelLimits(n, files);
    }
}
