package org.foldlink.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.ClinicalStore;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.jdbc.JdbcStore;
import org.foldlink.clinical.jdbc.StoreSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which database, and under which name. */
final class ClinicalFlags {

    static final String PASSWORD = "FOLDLINK_DATABASE_PASSWORD";

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = {
                "jdbc:postgresql://HOST/DATABASE, or jdbc:h2:file:PATH (default: H2, a file in the data folder).",
                "The password comes from " + PASSWORD + " or --database-password-file."
            })
    private @Nullable String database;

    @Option(names = "--database-user", paramLabel = "NAME", description = "The database's user.")
    private @Nullable String user;

    @Option(
            names = "--database-password-file",
            paramLabel = "FILE",
            description = "A file whose first line is the password.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--data-folder",
            paramLabel = "DIR",
            description = "Where H2's file lies (default: .foldlink/clinical in FoldLink's folder).")
    private @Nullable Path folder;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "Who asks, for the audit trail, which marks every name as unauthenticated.")
    private String name = "";

    ClinicalFlags() {}

    /** Some work with the store. */
    interface Work<T> {
        T run(ClinicalStore store) throws StoreException;
    }

    Actor actor() {
        return new Actor("local", name);
    }

    /** Opens the store, works, closes it; its refusals end the command. */
    <T> T with(Work<T> work) {
        try (ClinicalStore store = open()) {
            return work.run(store);
        } catch (StoreException e) {
            throw ClinicalFailures.of(e);
        }
    }

    /** All that is held of a patient. @throws CommandFailure if nothing is */
    PatientRecord patient(ClinicalStore store, String id) throws StoreException {
        return store.patient(id, actor()).orElseThrow(() -> ClinicalFailures.unknownPatient(id));
    }

    ClinicalStore open() throws StoreException {
        return JdbcStore.open(settings());
    }

    /** Where H2's file lies if nothing was said. */
    void fallback(Path where) {
        if (database == null && folder == null) {
            folder = where;
        }
    }

    private StoreSettings settings() {
        if (database != null && folder != null) {
            throw new CommandFailure(ExitCode.USAGE, "got --database and --data-folder (expected one of the two)");
        }
        if (database == null) {
            if (user != null || passwordFile != null) {
                throw new CommandFailure(
                        ExitCode.USAGE, "got a database's user or password (expected --database with them)");
            }
            return StoreSettings.embedded(folder == null ? Home.clinical() : folder);
        }
        return new StoreSettings(database, Optional.ofNullable(user), password(), StoreSettings.TIMEOUT);
    }

    private Optional<String> password() {
        if (passwordFile == null) {
            return Optional.ofNullable(System.getenv(PASSWORD));
        }
        try {
            return Files.readString(passwordFile).lines().findFirst();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT,
                    "--database-password-file = " + passwordFile + " cannot be read (expected a file of one line)",
                    e);
        }
    }
}
