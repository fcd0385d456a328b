package org.foldlink.download;

/** A file to fetch. */
public interface Download {

    /** Its name. */
    String file();

    /** Where it lies in public. */
    String url();

    /** Lower-case hex: what another file has is not taken. */
    String sha256();
}
