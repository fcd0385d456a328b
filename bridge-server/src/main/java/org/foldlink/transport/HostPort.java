package org.foldlink.transport;

/**
 * A TCP address as the configuration states it.
 *
 * @param host name or address, IPv6 without brackets
 * @param port 0–65535; 0 lets the system choose, for listening only
 */
public record HostPort(String host, int port) {

    public HostPort {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host is empty (expected a name or an address)");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port = " + port + " (expected 0..65535)");
        }
    }

    /** @param text {@code host:port}, an IPv6 address in brackets */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new IllegalArgumentException("address \"" + text + "\" (expected host:port)");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("address \"" + text + "\" (expected host:port, port 0..65535)", e);
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
