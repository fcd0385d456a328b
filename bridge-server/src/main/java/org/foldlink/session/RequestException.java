package org.foldlink.session;

import java.util.Collection;

/**
 * A request that is refused. The message says what was got, what was expected and what to do; it is fit to be shown to a user, and must
 * not be logged, since it may name a device.
 */
public final class RequestException extends Exception {

    private final ErrorCode code;
    private final String field;

    public RequestException(ErrorCode code, String field, String message) {
        super(message);
        this.code = code;
        this.field = field;
    }

    /** For the parser of a command's options. */
    public static RequestException unknownOption(String name, Collection<String> known) {
        return new RequestException(
                ErrorCode.UNKNOWN_OPTION,
                "options." + name,
                "option " + name + " is unknown (expected one of " + String.join(", ", known) + ")");
    }

    public ErrorCode code() {
        return code;
    }

    /** The request's field at fault: {@code job}, {@code model}, {@code inputs.CT}, {@code options.folds} … */
    public String field() {
        return field;
    }

    /** Never null here. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
