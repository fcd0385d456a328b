package org.foldlink.session;

import java.util.Locale;
import java.util.regex.Pattern;

/** Whose session it is. */
public sealed interface SessionKey {

    /**
     * A client that said Hello.
     *
     * @param id its 128 random bits as 32 hex digits, lower case; only who knows it can take the session up
     */
    record Hello(String id) implements SessionKey {
        private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

        public Hello {
            if (!ID.matcher(id).matches()) {
                throw new IllegalArgumentException("session id is not 32 lower-case hex digits");
            }
        }

        /** From a Hello; upper case and the hyphens of a UUID are taken. */
        public static Hello parse(String text) throws RequestException {
            String id = text.replace("-", "").toLowerCase(Locale.ROOT);
            if (!ID.matcher(id).matches()) {
                throw new RequestException(
                        ErrorCode.BAD_SESSION,
                        "session",
                        "session has " + text.length() + " characters (expected 32 hex digits: 128 random bits)");
            }
            return new Hello(id);
        }

        @Override
        public String toString() {
            return "Hello[…]";
        }
    }

    /**
     * A client that never said Hello.
     *
     * @param address host, without the port: a reconnect has another; {@code host:port} for a server that the bridge calls
     * @param ordinal 0 for the first of this address, 1 for a second one at the same time …
     */
    record Plain(String address, int ordinal) implements SessionKey {}
}
