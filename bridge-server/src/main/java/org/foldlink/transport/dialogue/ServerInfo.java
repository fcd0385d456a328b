package org.foldlink.transport.dialogue;

/**
 * What Hello says of the bridge.
 *
 * @param product name
 * @param version of the software
 */
public record ServerInfo(String product, String version) {

    /** Of the dialogue that this package speaks; peers with the same major version understand each other. */
    public static final String DIALOGUE_VERSION = "1.0";

    static final String NOTICE = "Not for clinical use.";
}
