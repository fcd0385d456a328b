package org.foldlink.transport;

/**
 * A server that the bridge calls (Plus, a tracker, a scanner) and treats like a plain client.
 *
 * @param results whether the results of its jobs are sent to it: many such servers expect to hear nothing
 */
public record Upstream(HostPort address, boolean results) {

    public Upstream {
        if (address.port() == 0) {
            throw new IllegalArgumentException("connect \"" + address + "\" (expected a port in 1..65535)");
        }
    }

    /** @param text {@code host:port}; no results go there */
    public static Upstream parse(String text) {
        return new Upstream(HostPort.parse(text), false);
    }
}
