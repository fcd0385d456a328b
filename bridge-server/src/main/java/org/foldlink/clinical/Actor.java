package org.foldlink.clinical;

/**
 * Who asks. The dialogue knows no identities, so a name is what the client claims.
 *
 * @param address from which it came: host, or {@code local} for the command line
 * @param claimedName empty if none was given
 */
public record Actor(String address, String claimedName) {

    /** How the audit trail marks every name. */
    public static final String UNAUTHENTICATED = "unauthenticated";
}
