package org.foldlink.clinical.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which database keeps the clinical side.
 *
 * @param url {@code jdbc:h2:file:…} or {@code jdbc:postgresql://host/database}; with the drivers' own options
 * @param user of H2: {@code foldlink} where none is named
 * @param timeout longest wait for a connection, for another's transaction and for a statement, each; 1 s to 5 minutes
 */
public record StoreSettings(String url, Optional<String> user, Optional<String> password, Duration timeout) {

    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** A database of H2 in a file of that folder, which is made if it is missing. */
    public static StoreSettings embedded(Path folder) {
        String file = folder.toAbsolutePath().normalize().resolve("foldlink").toString();
        return new StoreSettings(
                Database.H2_FILE + file.replace('\\', '/'), Optional.empty(), Optional.empty(), TIMEOUT);
    }

    /** Without the password, which the url may hold as well. */
    @Override
    public String toString() {
        return "StoreSettings[" + Database.withoutSecrets(url) + ", " + timeout + "]";
    }
}
