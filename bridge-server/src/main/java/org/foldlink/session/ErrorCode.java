package org.foldlink.session;

import java.util.Locale;

/** Stable codes of refused requests and failed jobs; {@link #wire()} is what the dialogue's error JSON and STATUS say. */
public enum ErrorCode {
    BAD_SESSION,
    BAD_JOB,
    UNKNOWN_JOB,
    JOB_RUNNING,
    UNKNOWN_MODEL,
    UNKNOWN_OPTION,
    BAD_OPTION,
    BAD_REGION,
    /** A channel of the model has no input, or its image did not come in time. */
    MISSING_CHANNEL,
    UNKNOWN_CHANNEL,
    UNKNOWN_DEVICE,
    BAD_DEVICE,
    /** A limit on held images, held results, sessions or queued jobs. */
    OVERFLOW,
    /** A run would need more memory than is allowed. */
    MEMORY,
    SINGLE_SLICE,
    SPACING_RANGE,
    MODALITY,
    SHEARED,
    LEFT_HANDED,
    GRIDS_DIFFER,
    NAN_VOXELS,
    BAD_INPUT,
    BAD_MODEL,
    OUT_OF_MEMORY,
    RUNTIME,
    CANCELLED,
    /** A newer push of the same inputs took the place of this run; no client is told. */
    SUPERSEDED,
    SHUTTING_DOWN,

    // ---- the clinical side

    /** A value that no form allows; the message names the field. */
    BAD_FIELD,
    /** Nothing of that key is held. */
    NOT_FOUND,
    /** Somebody else changed it, or it is there already. */
    CONFLICT,
    /** The database does not answer; asked again later it may. */
    UNAVAILABLE,
    /** The database was made by a newer FoldLink, or is damaged. */
    INCOMPATIBLE,
    UNKNOWN_SYMPTOM,
    /** The installed atlas cannot be used. */
    BAD_ATLAS,
    /** It took longer than it may. */
    TIMED_OUT;

    /** Lower case with underscores: {@code unknown_model}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The code of a check's finding; {@link #BAD_INPUT} for one that has none of its own here. */
    static ErrorCode ofFinding(String code) {
        for (ErrorCode value : values()) {
            if (value.wire().equals(code)) {
                return value;
            }
        }
        return BAD_INPUT;
    }
}
