package org.foldlink.clinical.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.StoreException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database to this version's tables, or leaves it as it was. PostgreSQL takes a failed migration back; H2 cannot, so its file is copied first
 * and put back.
 */
final class Migrations {

    static final String FILES = "classpath:org/foldlink/clinical/jdbc/migration";
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Database database;
    private final Failures failures;
    private final List<String> locations;

    /** @param locations of migration files, as Flyway names them */
    Migrations(Database database, Failures failures, List<String> locations) {
        this.database = database;
        this.failures = failures;
        this.locations = List.copyOf(locations);
    }

    void run() throws StoreException {
        Optional<Path> backup = Optional.empty();
        try (HikariDataSource source = database.connect(2, LONGEST)) {
            fits(source);
            Flyway flyway = flyway(source);
            MigrationInfoService info = flyway.info();
            refuseNewer(info);
            if (info.pending().length == 0 && info.current() != null) {
                flyway.validate();
                return;
            }
            if (info.current() != null) {
                backup = backUp(source);
            }
            flyway.migrate();
        } catch (SQLException e) {
            throw failures.of(e);
        } catch (FlywayException e) {
            throw refused(e, backup);
        }
        if (backup.isPresent()) {
            // It holds patients, who may be deleted later.
            delete(backup.get());
        }
    }

    private Flyway flyway(HikariDataSource source) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(source)
                .locations(locations.toArray(String[]::new))
                .failOnMissingLocations(true)
                .placeholders(Map.of(
                        "code_order",
                        switch (database.product()) {
                            case H2 -> "";
                            case POSTGRESQL -> "COLLATE \"C\"";
                        }))
                .load();
    }

    private void refuseNewer(MigrationInfoService info) throws StoreException {
        Optional<MigrationInfo> newer = Stream.of(info.applied())
                .filter(m -> !m.getState().isResolved() && m.getVersion() != null)
                .reduce((a, b) -> b);
        if (newer.isPresent()) {
            throw say(
                    "was made by a newer FoldLink: its tables have version "
                            + newer.get().getVersion(),
                    "use that FoldLink, or another database; nothing was changed",
                    null);
        }
    }

    /** Names and reports are of every language. */
    private void fits(HikariDataSource source) throws SQLException, StoreException {
        if (database.product() != Database.Product.POSTGRESQL) {
            return;
        }
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet encoding = statement.executeQuery("SHOW server_encoding")) {
            if (encoding.next() && !encoding.getString(1).equals("UTF8")) {
                throw say(
                        "has encoding " + encoding.getString(1),
                        "make it with ENCODING 'UTF8'; nothing was changed",
                        null);
            }
        }
    }

    private StoreException refused(FlywayException e, Optional<Path> backup) throws StoreException {
        if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return say("holds other tables", "give FoldLink a database of its own; nothing was changed", e);
        }
        if (e.getErrorCode() == CoreErrorCode.VALIDATE_ERROR) {
            return say("has tables that were changed by hand", "put a backup in its place; nothing was changed", e);
        }
        if (backup.isPresent()) {
            putBack(backup.get());
            return say(
                    "could not be brought to this version", "its data are as before; use the FoldLink that made it", e);
        }
        Optional<SQLException> sql = Failures.sql(e);
        if (sql.isPresent() && !isStatement(sql.get())) {
            return failures.of(sql.get());
        }
        return say("could not be brought to this version", "its data are as before; use the FoldLink that made it", e);
    }

    /** Whether a migration's own statement was at fault, not the connection, a right or the disk. */
    private static boolean isStatement(SQLException e) {
        String state = e.getSQLState();
        return state != null
                && (state.startsWith("22") || state.startsWith("23") || state.startsWith("42"))
                && !state.equals("42501");
    }

    private Optional<Path> backUp(HikariDataSource source) throws SQLException {
        Optional<Path> file = database.file();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Path zip = Path.of(file.get() + ".before-migration.zip");
        try (Connection connection = source.getConnection();
                PreparedStatement backup = connection.prepareStatement("BACKUP TO ?")) {
            backup.setString(1, zip.toString());
            backup.execute();
        }
        return Optional.of(zip);
    }

    /** The pool is closed by now, and the file with it. */
    private void putBack(Path zip) throws StoreException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path there = zip.resolveSibling(Path.of(entry.getName()).getFileName());
                Path beside = zip.resolveSibling(there.getFileName() + ".part");
                Files.copy(in, beside, StandardCopyOption.REPLACE_EXISTING);
                Files.move(beside, there, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw say(
                    "could not be brought to this version",
                    "its data as before are in " + zip + "; unpack that over it, and use the FoldLink that made it",
                    e);
        }
        delete(zip);
    }

    private static void delete(Path zip) {
        try {
            Files.deleteIfExists(zip);
        } catch (IOException e) {
            // It lies beside the database, which holds the same.
        }
    }

    private StoreException say(String what, String action, @Nullable Throwable cause) {
        String message = "clinical database " + database.place() + " " + what + " (" + action + ")";
        return cause == null
                ? new StoreException(Reason.INCOMPATIBLE, message)
                : new StoreException(Reason.INCOMPATIBLE, message, cause);
    }
}
