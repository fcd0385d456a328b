package org.foldlink.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.foldlink.atlas.AtlasException;
import org.foldlink.atlas.Atlases;
import org.foldlink.atlas.SiteException;
import org.foldlink.atlas.SiteFinder;
import org.foldlink.atlas.TumourSite;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.jdbc.JdbcStore;
import org.foldlink.clinical.jdbc.StoreSettings;
import org.foldlink.session.ClinicalSetup;
import org.foldlink.session.SiteSearch;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;

/** Puts the database and the atlas behind the session layer's ports. Neither is opened before it is asked for, so serving starts as fast. */
final class ClinicalSide {

    private ClinicalSide() {}

    /** Empty where the configuration turns it off. */
    static Optional<ClinicalSetup> of(ClinicalConfig config) {
        if (!config.enabled()) {
            return Optional.empty();
        }
        // Who asks waits for opening and asking: each has the database's own time.
        return Optional.of(new ClinicalSetup(
                () -> JdbcStore.open(settings(config)),
                new LazySites(config.atlas().orElseGet(Home::atlas)),
                config.timeout().multipliedBy(2),
                config.siteTimeout()));
    }

    static StoreSettings settings(ClinicalConfig config) throws StoreException {
        Optional<String> password = config.passwordFile().isPresent()
                ? Optional.of(password(config.passwordFile().get()))
                : Optional.empty();
        StoreSettings embedded = StoreSettings.embedded(Home.clinical());
        return new StoreSettings(config.database().orElse(embedded.url()), config.user(), password, config.timeout());
    }

    /** The file's first line. */
    private static String password(Path file) throws StoreException {
        try {
            List<String> lines = Files.readAllLines(file);
            if (!lines.isEmpty() && !lines.get(0).isEmpty()) {
                return lines.get(0);
            }
            throw new StoreException(
                    StoreException.Reason.UNAVAILABLE,
                    "clinical.password-file is empty (expected the password in its first line): the server's operator"
                            + " has to look");
        } catch (CharacterCodingException e) {
            throw new StoreException(
                    StoreException.Reason.UNAVAILABLE,
                    "clinical.password-file is no text in UTF-8 (expected the password in its first line): the server's"
                            + " operator has to look");
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Reason.UNAVAILABLE,
                    "clinical.password-file cannot be read (expected a file that the bridge's user may read): the"
                            + " server's operator has to look",
                    e);
        }
    }

    /** Opens the atlas at the first search; one that could not be opened is tried again at the next. */
    private static final class LazySites implements SiteSearch {

        private final Path folder;
        private @Nullable SiteFinder finder;

        LazySites(Path folder) {
            this.folder = folder;
        }

        @Override
        public TumourSite find(Volume image, Volume labels, SortedMap<Integer, String> parts)
                throws AtlasException, SiteException {
            return finder().find(image, labels, parts);
        }

        private synchronized SiteFinder finder() throws AtlasException {
            SiteFinder open = finder;
            if (open == null) {
                open = new SiteFinder(Atlases.open(folder));
                finder = open;
            }
            return open;
        }
    }
}
