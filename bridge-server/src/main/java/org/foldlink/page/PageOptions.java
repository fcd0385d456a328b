package org.foldlink.page;

/**
 * How large a page may be.
 *
 * @param maxBytes of the file; the scan is shown with fewer voxels until it fits
 * @param maxTriangles of all structures together
 */
public record PageOptions(long maxBytes, int maxTriangles) {

    /** 12 MB (of a million bytes), which an e-mail takes. */
    public static final PageOptions DEFAULT = new PageOptions(12_000_000, 240_000);

    public PageOptions {
        if (maxBytes < 1 || maxTriangles < 1) {
            throw new IllegalArgumentException(
                    "page of " + maxBytes + " bytes and " + maxTriangles + " triangles (expected 1 or more each)");
        }
    }

    public PageOptions withMaxBytes(long bytes) {
        return new PageOptions(bytes, maxTriangles);
    }
}
