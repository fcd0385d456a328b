package org.foldlink.clinical.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.foldlink.clinical.RecordChecks;
import org.foldlink.clinical.StoreException;

/** The database that settings name: its product, how it is shown to people, and connections with every wait bounded. */
record Database(StoreSettings settings, Product product) {

    static final String H2_FILE = "jdbc:h2:file:";
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofMinutes(5);

    enum Product {
        H2,
        POSTGRESQL
    }

    static Database of(StoreSettings settings) throws StoreException {
        String url = settings.url().toLowerCase(Locale.ROOT);
        if (settings.timeout().compareTo(LEAST) < 0 || settings.timeout().compareTo(MOST) > 0) {
            throw RecordChecks.invalid("timeout", settings.timeout().toString(), LEAST + " to " + MOST);
        }
        if (url.startsWith(H2_FILE)) {
            return new Database(settings, Product.H2);
        }
        if (url.startsWith(POSTGRESQL)) {
            return new Database(settings, Product.POSTGRESQL);
        }
        throw RecordChecks.invalid(
                "url",
                withoutSecrets(settings.url()),
                "jdbc:postgresql://host/database or jdbc:h2:file:/folder/name; nothing else is supported");
    }

    /** Where it is, for people and logs. */
    String place() {
        return withoutSecrets(settings.url());
    }

    /** As the database knows the caller. */
    String user() {
        return settings.user().orElse(product == Product.H2 ? "foldlink" : "");
    }

    /** The name of H2's files without their endings. */
    Optional<Path> file() {
        if (product != Product.H2) {
            return Optional.empty();
        }
        String path = place().substring(H2_FILE.length());
        // As H2 reads it.
        return Optional.of(Path.of(path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path));
    }

    /** What patients' data lies in is nobody else's to read. */
    void makeFolder() throws StoreException {
        Path folder = file().map(Path::getParent).orElse(null);
        if (folder == null || !folder.isAbsolute() || Files.isDirectory(folder)) {
            // H2 refuses a relative path itself.
            return;
        }
        try {
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Reason.UNAVAILABLE,
                    "folder " + folder + " of the clinical database cannot be made (expected a folder that can be"
                            + " written; make it, or name another)",
                    e);
        }
    }

    /**
     * Connections that give up after {@code wait} each time.
     *
     * @param wait for a lock or a statement; a connection is made within the settings' time-out in any case
     */
    HikariDataSource connect(int most, Duration wait) throws SQLException {
        HikariConfig config = new HikariConfig();
        long connecting = settings.timeout().toMillis();
        config.setPoolName("clinical");
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(connecting);
        config.setValidationTimeout(Math.min(connecting, 5000));
        config.setInitializationFailTimeout(1);
        config.setJdbcUrl(url());
        if (!user().isEmpty()) {
            config.setUsername(user());
        }
        settings.password().ifPresent(config::setPassword);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        switch (product) {
            case H2 ->
                config.setConnectionInitSql(
                        "SET LOCK_TIMEOUT " + wait.toMillis() + "; SET QUERY_TIMEOUT " + wait.toMillis());
            case POSTGRESQL -> {
                config.setConnectionInitSql("SET statement_timeout = " + wait.toMillis() + "; SET lock_timeout = "
                        + wait.toMillis() + "; SET idle_in_transaction_session_timeout = " + 2 * wait.toMillis());
                String seconds = Long.toString(Math.max(1, settings.timeout().toSeconds()));
                config.addDataSourceProperty("connectTimeout", seconds);
                config.addDataSourceProperty("loginTimeout", seconds);
                config.addDataSourceProperty("cancelSignalTimeout", seconds);
                // The server ends a statement before; this is for a server that no longer answers.
                config.addDataSourceProperty("socketTimeout", Long.toString(wait.toSeconds() + 2));
                config.addDataSourceProperty("tcpKeepAlive", "true");
                config.addDataSourceProperty("ApplicationName", "FoldLink");
                // Details of an error hold the row that it was about.
                config.addDataSourceProperty("logServerErrorDetail", "false");
                config.addDataSourceProperty("reWriteBatchedInserts", "true");
            }
        }
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            throw Failures.sql(e).orElseThrow(() -> e);
        }
    }

    /**
     * What is said to be saved is in H2's file when a call returns, also if the process is killed then; and no file of errors grows beside it, which
     * would hold rows.
     */
    private String url() {
        StringBuilder url = new StringBuilder(settings.url());
        if (product == Product.H2) {
            for (String option : List.of("WRITE_DELAY=0", "TRACE_LEVEL_FILE=0")) {
                String name = option.substring(0, option.indexOf('=') + 1);
                if (!settings.url().toUpperCase(Locale.ROOT).contains(";" + name)) {
                    url.append(';').append(option);
                }
            }
        }
        return url.toString();
    }

    static String withoutSecrets(String url) {
        String bare = url.split("[;?]", 2)[0];
        // No driver reads a user and a password there, but people write them.
        return bare.replaceFirst("//[^/]*@", "//");
    }
}
