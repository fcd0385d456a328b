package org.foldlink.models;

/** In which orientation nnU-Net's reader hands the voxels to the network ({@code image_reader_writer} of plans.json). */
public enum ReaderOrientation {
    /** SimpleITKIO, NibabelIO: as they lie in the file, whatever the direction cosines. */
    AS_STORED,
    /** SimpleITKIOWithReorient, NibabelIOWithReorient: axes permuted and flipped to point right, anterior, superior. */
    RAS
}
