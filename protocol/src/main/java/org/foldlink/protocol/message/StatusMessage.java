package org.foldlink.protocol.message;

/**
 * STATUS: the state of a device or the outcome of a request.
 *
 * @param code one of {@link StatusCode} for most; 0..65535
 * @param subcode the device's own
 * @param errorName short name, cut to 20 bytes on the wire
 * @param text for people
 */
public record StatusMessage(int code, long subcode, String errorName, String text) implements Message {
    public static final String TYPE = "STATUS";

    public StatusMessage {
        Check.range(TYPE, "code", code, 0, Check.U16);
    }

    public static StatusMessage of(StatusCode code, String errorName, String text) {
        return new StatusMessage(code.code(), 0, errorName, text);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
