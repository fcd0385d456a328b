package org.foldlink.transport.dialogue;

/** One connection, as the dialogue sees it. Every method may be called from any thread and returns at once. */
public interface Peer {

    /** What a plain session goes by: the host of a client, {@code host:port} of a server that the bridge calls. */
    String address();

    void send(Outgoing message);

    /**
     * Disconnects; what is queued is given up.
     *
     * @param reason for the log: no device names, no metadata
     */
    void close(String reason);
}
