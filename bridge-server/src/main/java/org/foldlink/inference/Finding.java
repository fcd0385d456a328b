package org.foldlink.inference;

/**
 * What a check of a request found before any run.
 *
 * @param code stable: missing_channel, single_slice, spacing_range, modality, sheared, left_handed, grids_differ, memory, nan_voxels, folds,
 *     region, bad_model, preview (the memory lets no fold run alone, so previews are slabs), fused
 * @param field which input or option
 * @param message value, expectation and what to do
 */
public record Finding(Level level, String code, String field, String message) {

    /** An error refuses the run; a warning is shown and the run goes on. */
    public enum Level {
        ERROR,
        WARNING
    }
}
