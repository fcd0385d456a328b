package org.foldlink.transport.dialogue;

import org.foldlink.protocol.message.StatusCode;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.wire.ProtocolException;
import org.foldlink.session.ErrorCode;

/** Errors as STATUS: a code that the specification names, our own code as the error's name, and the text for people. */
final class StatusCodes {

    private StatusCodes() {}

    static StatusMessage of(ErrorCode code, String text) {
        return StatusMessage.of(status(code), code.wire(), text);
    }

    static StatusMessage of(ProtocolException error) {
        return switch (error.reason()) {
            case CHECKSUM -> StatusMessage.of(StatusCode.CHECKSUM_ERROR, "checksum", text(error));
            case LIMIT -> StatusMessage.of(StatusCode.OVERFLOW, "overflow", text(error));
            case MALFORMED -> badMessage(text(error));
        };
    }

    static StatusMessage badMessage(String text) {
        return StatusMessage.of(StatusCode.UNKNOWN_ERROR, "bad_message", text);
    }

    private static String text(ProtocolException error) {
        return String.valueOf(error.getMessage());
    }

    private static StatusCode status(ErrorCode code) {
        return switch (code) {
            case UNKNOWN_JOB,
                    UNKNOWN_MODEL,
                    UNKNOWN_CHANNEL,
                    UNKNOWN_DEVICE,
                    MISSING_CHANNEL,
                    NOT_FOUND,
                    UNKNOWN_SYMPTOM -> StatusCode.NOT_FOUND;
            case JOB_RUNNING -> StatusCode.BUSY;
            case OVERFLOW, MEMORY, OUT_OF_MEMORY -> StatusCode.OVERFLOW;
            case BAD_MODEL, BAD_ATLAS, INCOMPATIBLE -> StatusCode.CONFIGURATION_ERROR;
            case CANCELLED, SUPERSEDED -> StatusCode.DISABLED;
            case SHUTTING_DOWN -> StatusCode.SHUT_DOWN;
            case UNAVAILABLE -> StatusCode.NOT_READY;
            case TIMED_OUT -> StatusCode.TIME_OUT;
            case BAD_SESSION,
                    BAD_JOB,
                    UNKNOWN_OPTION,
                    BAD_OPTION,
                    BAD_REGION,
                    BAD_DEVICE,
                    SINGLE_SLICE,
                    SPACING_RANGE,
                    MODALITY,
                    SHEARED,
                    LEFT_HANDED,
                    GRIDS_DIFFER,
                    NAN_VOXELS,
                    BAD_INPUT,
                    BAD_FIELD,
                    CONFLICT,
                    RUNTIME -> StatusCode.UNKNOWN_ERROR;
        };
    }
}
