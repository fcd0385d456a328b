package org.foldlink.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The clinical side of {@code serve}. There is no login: whoever may connect may read and change patients.
 *
 * @param enabled whether its commands are served
 * @param database {@code jdbc:} URL; without one H2 in a file of FoldLink's own folder
 * @param passwordFile holds the password in its first line; read whenever the database is opened
 * @param atlas folder with an installed atlas; without one FoldLink's own
 * @param timeout how long the database may take for each thing it does
 * @param siteTimeout how long a Site may take in all
 */
record ClinicalConfig(
        boolean enabled,
        Optional<String> database,
        Optional<String> user,
        Optional<Path> passwordFile,
        Optional<Path> atlas,
        Duration timeout,
        Duration siteTimeout) {

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofMinutes(5);

    static final ClinicalConfig DEFAULT = new ClinicalConfig(
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(5),
            Duration.ofMinutes(2));

    ClinicalConfig {
        if (database.isPresent() && !database.get().startsWith("jdbc:")) {
            // The URL itself may hold a password.
            throw new IllegalArgumentException("database starts with \"" + scheme(database.get())
                    + "\" (expected jdbc:, such as" + " jdbc:postgresql://host/database)");
        }
        if (timeout.compareTo(LEAST) < 0 || timeout.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("timeout = " + timeout + " (expected 1 second to 5 minutes)");
        }
        if (siteTimeout.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("site-timeout = " + siteTimeout + " (expected 1 second or more)");
        }
    }

    private static String scheme(String url) {
        int colon = url.indexOf(':');
        return colon < 0 || colon > 20 ? "…" : url.substring(0, colon + 1);
    }
}
