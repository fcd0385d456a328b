package org.foldlink.clinical.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foldlink.clinical.StoreSamples.ANN;
import static org.foldlink.clinical.StoreSamples.MUTE;
import static org.foldlink.clinical.StoreSamples.P1;
import static org.foldlink.clinical.StoreSamples.SMALL;
import static org.foldlink.clinical.StoreSamples.WEAK;
import static org.foldlink.clinical.StoreSamples.assertRefused;
import static org.foldlink.clinical.StoreSamples.named;
import static org.foldlink.clinical.StoreSamples.result;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.foldlink.clinical.Dominance;
import org.foldlink.clinical.KnowledgeFiles;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.Providers;
import org.foldlink.clinical.Sex;
import org.foldlink.clinical.StoreException.Reason;
import org.foldlink.clinical.Study;
import org.junit.jupiter.api.Test;

/** Databases of other versions, on each product. */
interface MigrationContract {

    String HERE = "classpath:org/foldlink/clinical/jdbc/";

    /** Of a new, empty database. */
    StoreSettings empty() throws Exception;

    @Test
    default void aNewDatabaseKnowsTheTablesInTheJarAndNoHospital() throws Exception {
        try (JdbcStore store = JdbcStore.open(empty())) {
            assertThat(store.knowledge()).isEqualTo(KnowledgeFiles.seed());
            assertThat(store.providers()).isEqualTo(new Providers(List.of(), List.of()));
            assertThat(store.patients("", 10, ANN)).isEmpty();
        }
    }

    @Test
    default void aKnownDatabaseIsNotSeededAgain() throws Exception {
        StoreSettings settings = empty();
        try (JdbcStore store = JdbcStore.open(settings, () -> SMALL)) {
            store.putPatient(P1, List.of(WEAK), ANN);
        }
        try (JdbcStore store = JdbcStore.open(settings)) {
            assertThat(store.knowledge()).isEqualTo(SMALL);
            assertThat(store.patient("P1", ANN)).contains(new PatientRecord(P1, List.of(WEAK), List.of(), List.of()));
        }
    }

    @Test
    default void aDeletedPatientIsInNoTableAndEveryEntrySaysUnauthenticated() throws Exception {
        StoreSettings settings = empty();
        try (JdbcStore store = JdbcStore.open(settings, () -> SMALL)) {
            store.putPatient(named("zebra-7"), List.of(WEAK), ANN);
            store.putStudy(
                    new Study("zebra-study", "zebra-7", Optional.empty(), "MR", "zebra"),
                    List.of(result("zebra-result", "zebra-study")),
                    ANN);
            assertThat(dump(settings).toString()).contains("zebra-7", "zebra-study", "zebra-result");
            store.deletePatient("zebra-7", ANN);
        }
        Map<String, List<String>> left = dump(settings);
        assertThat(left.toString()).doesNotContain("zebra");
        assertThat(left.get("AUDIT"))
                .hasSize(3)
                .allMatch(r -> r.contains("unauthenticated") && r.contains("192.0.2.7"));
    }

    @Test
    default void aDatabaseOfTheFirstVersionKeepsAllOfItsData() throws Exception {
        StoreSettings settings = empty();
        flyway(settings, "1", Migrations.FILES).migrate();
        execute(
                settings,
                "UPDATE store SET seeded = TRUE, salt = 'abc'",
                "INSERT INTO symptoms VALUES ('aphasia', 0, 'Loss of speech', 'SYMPTOM', '', NULL)",
                "INSERT INTO patients (id, pseudonym, sex, age) VALUES ('old', 'Heron', 'MALE', 70)",
                "INSERT INTO observations VALUES ('old', 'aphasia', 'UNKNOWN', NULL, NULL)",
                "INSERT INTO studies VALUES ('1.2', 'old', NULL, 'MR', 'Head')",
                "INSERT INTO results VALUES ('r1', '1.2', 'site', 1, '{}', TIMESTAMP WITH TIME ZONE"
                        + " '2026-03-01 12:00:00.123456+00:00')",
                "INSERT INTO audit (happened, address, claimed_name, identity_is, action, subject, outcome) VALUES"
                        + " (CURRENT_TIMESTAMP, 'local', '', 'unauthenticated', 'patient.put', 'old', 'done')");

        try (JdbcStore store = JdbcStore.open(settings)) {
            assertThat(store.audit(10)).extracting("subject").containsExactly("old");
            Patient old = new Patient(
                    "old", Optional.of("Heron"), Optional.of(Sex.MALE), OptionalInt.of(70), Dominance.UNKNOWN);
            assertThat(store.patient("old", ANN))
                    .contains(new PatientRecord(
                            old,
                            List.of(MUTE),
                            List.of(new Study("1.2", "old", Optional.empty(), "MR", "Head")),
                            List.of(result("r1", "1.2"))));
            assertThat(store.knowledge().symptoms()).extracting("id").containsExactly("aphasia");
            assertThat(store.providers().hospitals()).isEmpty();
            store.deletePatient("old", ANN);
            assertThat(store.audit(10)).noneMatch(e -> e.toString().contains("old"));
        }
    }

    @Test
    default void aDatabaseOfANewerFoldLinkIsRefusedUntouched() throws Exception {
        StoreSettings settings = empty();
        JdbcStore.open(settings, () -> SMALL, List.of(Migrations.FILES, HERE + "newer"))
                .close();
        Map<String, List<String>> before = dump(settings);

        assertRefused(
                () -> JdbcStore.open(settings),
                Reason.INCOMPATIBLE,
                "clinical database " + Database.withoutSecrets(settings.url())
                        + " was made by a newer FoldLink: its tables have version 99 (use that FoldLink, or another"
                        + " database; nothing was changed)");

        assertThat(dump(settings)).isEqualTo(before).containsKey("TELEPORTS");
    }

    @Test
    default void aMigrationThatFailsLeavesTheOldDataAndTheOldFoldLinkWorking() throws Exception {
        StoreSettings settings = empty();
        try (JdbcStore store = JdbcStore.open(settings, () -> SMALL)) {
            store.putPatient(P1, List.of(WEAK), ANN);
        }
        Map<String, List<String>> before = dump(settings);

        assertRefused(
                () -> JdbcStore.open(settings, () -> SMALL, List.of(Migrations.FILES, HERE + "failing")),
                Reason.INCOMPATIBLE,
                "clinical database " + Database.withoutSecrets(settings.url())
                        + " could not be brought to this version (its data are as before; use the FoldLink that made it)");

        assertThat(dump(settings)).isEqualTo(before);
        try (JdbcStore store = JdbcStore.open(settings)) {
            assertThat(store.patient("P1", ANN).orElseThrow().observations()).containsExactly(WEAK);
        }
    }

    @Test
    default void aDatabaseWithOtherTablesIsRefused() throws Exception {
        StoreSettings settings = empty();
        execute(settings, "CREATE TABLE invoices (id INTEGER PRIMARY KEY)");

        assertRefused(
                () -> JdbcStore.open(settings),
                Reason.INCOMPATIBLE,
                "clinical database " + Database.withoutSecrets(settings.url())
                        + " holds other tables (give FoldLink a database of its own; nothing was changed)");

        assertThat(dump(settings)).containsOnlyKeys("INVOICES");
    }

    @Test
    default void aMigrationThatWasChangedAfterwardsIsRefused() throws Exception {
        StoreSettings settings = empty();
        JdbcStore.open(settings, () -> SMALL).close();
        execute(settings, "UPDATE \"flyway_schema_history\" SET \"checksum\" = 1 WHERE \"version\" = '2'");

        assertRefused(
                () -> JdbcStore.open(settings),
                Reason.INCOMPATIBLE,
                "clinical database " + Database.withoutSecrets(settings.url())
                        + " has tables that were changed by hand (put a backup in its place; nothing was changed)");
    }

    private static Flyway flyway(StoreSettings settings, String target, String... locations) {
        boolean h2 = settings.url().startsWith("jdbc:h2");
        return Flyway.configure()
                .dataSource(settings.url(), user(settings), settings.password().orElse(""))
                .locations(locations)
                .placeholders(Map.of("code_order", h2 ? "" : "COLLATE \"C\""))
                .target(target)
                .load();
    }

    private static String user(StoreSettings settings) {
        return settings.user().orElse("foldlink");
    }

    static void execute(StoreSettings settings, String... statements) throws SQLException {
        try (Connection c = DriverManager.getConnection(
                        settings.url(), user(settings), settings.password().orElse(""));
                Statement s = c.createStatement()) {
            for (String sql : statements) {
                s.execute(sql);
            }
        }
    }

    /** Every row of every table, by the table's name in capitals. */
    static Map<String, List<String>> dump(StoreSettings settings) throws SQLException {
        Map<String, List<String>> all = new TreeMap<>();
        try (Connection c = DriverManager.getConnection(
                settings.url(), user(settings), settings.password().orElse(""))) {
            String schema = c.getSchema();
            List<String> tables = new ArrayList<>();
            try (ResultSet t = c.getMetaData().getTables(null, schema, "%", new String[] {"TABLE", "BASE TABLE"})) {
                while (t.next()) {
                    tables.add(t.getString("TABLE_NAME"));
                }
            }
            for (String table : tables) {
                try (Statement s = c.createStatement();
                        ResultSet r = s.executeQuery("SELECT * FROM \"" + table + "\"")) {
                    List<String> rows = new ArrayList<>();
                    while (r.next()) {
                        StringBuilder row = new StringBuilder();
                        for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
                            row.append(r.getMetaData().getColumnName(i))
                                    .append('=')
                                    .append(r.getString(i))
                                    .append('|');
                        }
                        rows.add(row.toString());
                    }
                    rows.sort(null);
                    all.put(table.toUpperCase(java.util.Locale.ROOT), rows);
                }
            }
        }
        return all;
    }
}
