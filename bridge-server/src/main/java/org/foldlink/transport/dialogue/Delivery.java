package org.foldlink.transport.dialogue;

/** How a message is treated while a peer is slower than what is sent to it. */
public enum Delivery {
    /** RTS_COMMAND, STATUS: overtakes all queued data at message boundaries, is never dropped. */
    URGENT,
    /** Progress, previews, live data: only the latest of a (type, device) waits. */
    LATEST,
    /** Final results: never dropped; takes the place of a waiting {@link #LATEST} of its (type, device). */
    KEPT
}
