package org.foldlink.clinical.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foldlink.clinical.StoreSamples.ANN;
import static org.foldlink.clinical.StoreSamples.P1;
import static org.foldlink.clinical.StoreSamples.SMALL;
import static org.foldlink.clinical.StoreSamples.WEAK;
import static org.foldlink.clinical.StoreSamples.assertRefused;
import static org.foldlink.clinical.StoreSamples.named;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.foldlink.clinical.Dominance;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.StoreException.Reason;
import org.foldlink.clinical.StoreSamples.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said, and what is kept, when H2 cannot work. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class H2FailuresTest {

    @TempDir
    Path folder;

    @Test
    void anUnknownDatabaseIsRefusedWithoutItsPassword() {
        StoreSettings settings = with("jdbc:mysql://joe:secret@db/x?password=secret");
        assertRefused(
                () -> JdbcStore.open(settings),
                Reason.INVALID,
                "url = jdbc:mysql://db/x (expected jdbc:postgresql://host/database or jdbc:h2:file:/folder/name; nothing"
                        + " else is supported)");
        assertThat(settings.toString()).isEqualTo("StoreSettings[jdbc:mysql://db/x, PT2S]");
    }

    @Test
    void aTimeoutOutOfRangeIsRefused() {
        StoreSettings settings =
                new StoreSettings("jdbc:h2:file:/x", Optional.empty(), Optional.empty(), Duration.ofMillis(10));
        assertRefused(() -> JdbcStore.open(settings), Reason.INVALID, "timeout = PT0.01S (expected PT1S to PT5M)");
    }

    @Test
    void aRelativePathIsRefused() {
        assertRefused(
                () -> JdbcStore.open(with("jdbc:h2:file:somewhere/clinical")),
                Reason.INVALID,
                "clinical database jdbc:h2:file:somewhere/clinical has a relative path (name a whole path, from / on)");
        assertThat(Path.of("somewhere")).doesNotExist();
    }

    @Test
    void anOptionThatH2DoesNotKnowIsRefused() {
        String url = "jdbc:h2:file:" + folder.resolve("x");
        assertRefused(
                () -> JdbcStore.open(with(url + ";COLOUR=blue")),
                Reason.INVALID,
                "clinical database " + url + " has a url that H2 does not read (correct its name and options)");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertRefused(
                () -> JdbcStore.open(StoreSettings.embedded(file.resolve("clinical"))),
                Reason.UNAVAILABLE,
                "folder " + file.resolve("clinical")
                        + " of the clinical database cannot be made (expected a folder that"
                        + " can be written; make it, or name another)");
    }

    @Test
    void theFolderIsItsOwnersAlone() throws Exception {
        Path own = folder.resolve("a/clinical");
        JdbcStore.open(StoreSettings.embedded(own), () -> SMALL).close();
        if (Files.getFileStore(own).supportsFileAttributeView("posix")) {
            assertThat(Files.getPosixFilePermissions(own)).hasSize(3);
        }
        assertThat(own.resolve("foldlink.mv.db")).exists();
    }

    @Test
    void aFileThatMayOnlyBeReadIsSaid() throws Exception {
        JdbcStore.open(StoreSettings.embedded(folder), () -> SMALL).close();
        String url = StoreSettings.embedded(folder).url();
        assertRefused(
                () -> JdbcStore.open(with(url + ";ACCESS_MODE_DATA=r")),
                Reason.UNAVAILABLE,
                "clinical database " + url + " is read-only (make its folder and files writable)");
    }

    @Test
    void aWrongPasswordIsRefusedAndNotShown() throws Exception {
        String url = StoreSettings.embedded(folder).url();
        StoreSettings right = new StoreSettings(url, Optional.of("joe"), Optional.of("right"), Duration.ofSeconds(2));
        StoreSettings wrong =
                new StoreSettings(url, Optional.of("joe"), Optional.of("wrong-secret"), Duration.ofSeconds(2));
        JdbcStore.open(right, () -> SMALL).close();

        assertRefused(
                () -> JdbcStore.open(wrong),
                Reason.INVALID,
                "clinical database " + url
                        + " does not let user joe in (correct user and password, and what the server lets in)");
        try (JdbcStore store = JdbcStore.open(right)) {
            assertThat(store.describe()).startsWith("H2 2.").endsWith(", " + url + " as joe");
        }
    }

    @Test
    void aDamagedFileIsLeftAlone() throws Exception {
        Path file = folder.resolve("foldlink.mv.db");
        for (String content :
                new String[] {"not a database at all", "H:2,block:7,format:99999999\n" + "x".repeat(20_000)}) {
            Files.writeString(file, content);
            assertRefused(
                    () -> JdbcStore.open(StoreSettings.embedded(folder)),
                    Reason.INCOMPATIBLE,
                    "clinical database " + StoreSettings.embedded(folder).url()
                            + " is damaged, or of another version of H2 (put a backup in its place; leave this file for a"
                            + " repair with H2's own tools)");
            assertThat(file).hasContent(content);
        }
    }

    @Test
    void aFileThatWasCutAndOverwrittenIsLeftAlone() throws Exception {
        JdbcStore.open(StoreSettings.embedded(folder)).close();
        Path file = folder.resolve("foldlink.mv.db");
        byte[] bytes = Files.readAllBytes(file);
        byte[] half = Arrays.copyOf(bytes, bytes.length / 2);
        Arrays.fill(half, 4096, 3 * 4096, (byte) 0x5a);
        Files.write(file, half);

        assertRefused(
                () -> JdbcStore.open(StoreSettings.embedded(folder)),
                Reason.INCOMPATIBLE,
                "clinical database " + StoreSettings.embedded(folder).url()
                        + " is damaged, or of another version of H2 (put a backup in its place; leave this file for a"
                        + " repair with H2's own tools)");
        assertThat(file).hasBinaryContent(half);
    }

    @Test
    void aFileThatAnotherProcessHoldsIsSaidAndWhatThatOneSavedOutlivesItsKilling() throws Exception {
        Process other = StoreHolder.start(folder);
        int last = -1;
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("p0");
            assertRefused(
                    () -> JdbcStore.open(StoreSettings.embedded(folder)),
                    Reason.UNAVAILABLE,
                    "clinical database " + StoreSettings.embedded(folder).url()
                            + " is in use by another process (stop that one first; where several share it, use"
                            + " PostgreSQL)");
            for (int i = 1; i <= 40; i++) {
                last = Integer.parseInt(said.readLine().substring(1));
            }
        } finally {
            other.destroyForcibly().waitFor();
        }
        // As many as a quick machine puts before the kill: counted, as no one answer holds them all.
        StoreSettings settings = StoreSettings.embedded(folder);
        try (JdbcStore store = JdbcStore.open(settings);
                Connection counting = DriverManager.getConnection(settings.url(), "foldlink", "")) {
            assertThat(store.patient("p" + last, ANN)).isPresent();
            long held = count(counting, "SELECT COUNT(*) FROM patients");
            // The last may be saved and not yet said.
            assertThat(held).isGreaterThan(last);
            assertThat(count(counting, "SELECT COUNT(*) FROM audit WHERE action = 'patient.put'"))
                    .isEqualTo(held);
        }
    }

    private static long count(Connection connection, String query) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }

    @Test
    void twoStoresInOneProcessShareAFile() throws Exception {
        StoreSettings settings = StoreSettings.embedded(folder);
        try (JdbcStore one = JdbcStore.open(settings, () -> SMALL);
                JdbcStore two = JdbcStore.open(settings, () -> SMALL)) {
            one.putPatient(P1, ANN);
            two.putObservation("P1", WEAK, ANN);
            assertThat(one.patient("P1", ANN).orElseThrow().observations()).containsExactly(WEAK);
        }
    }

    @Test
    void whatWasDeletedIsNotInTheFileOnceItIsClosed() throws Exception {
        Path file = folder.resolve("foldlink.mv.db");
        Patient zebra =
                new Patient("zebra-7", Optional.of("quagga"), Optional.empty(), OptionalInt.empty(), Dominance.UNKNOWN);
        try (JdbcStore store = JdbcStore.open(StoreSettings.embedded(folder))) {
            store.putPatient(P1, ANN);
            store.putPatient(zebra, ANN);
        }
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).contains("zebra-7", "quagga");
        try (JdbcStore store = JdbcStore.open(StoreSettings.embedded(folder))) {
            store.deletePatient("zebra-7", ANN);
        }
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("zebra-7", "quagga");
        try (JdbcStore store = JdbcStore.open(StoreSettings.embedded(folder))) {
            assertThat(store.patients("", 10, ANN)).containsExactly(P1);
        }
    }

    @Test
    void aFullDiskRefusesAndNothingSavedIsLost() throws Exception {
        FullDisk.register();
        FullDisk.full = false;
        String url = "jdbc:h2:file:full:" + folder.resolve("x");
        try (JdbcStore store = JdbcStore.open(with(url), () -> SMALL)) {
            store.putPatient(P1, ANN);
            FullDisk.full = true;
            try {
                for (int i = 0; i < 3; i++) {
                    Patient more = named("more" + i);
                    assertThatRefusal(() -> store.putPatient(more, ANN));
                }
            } finally {
                FullDisk.full = false;
            }
            store.putPatient(named("after"), ANN);
            assertThat(store.patients("", 10, ANN)).extracting(Patient::id).contains("P1", "after");
        }
        try (JdbcStore store = JdbcStore.open(with(url), () -> SMALL)) {
            assertThat(store.patients("", 10, ANN)).extracting(Patient::id).contains("P1", "after");
        }
    }

    private static void assertThatRefusal(Call call) throws Exception {
        try {
            call.run();
        } catch (StoreException e) {
            assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
            return;
        }
        throw new AssertionError("saved");
    }

    @Test
    void anotherTransactionThatNeverEndsIsWaitedForNoLongerThanTheTimeout() throws Exception {
        StoreSettings settings = with(StoreSettings.embedded(folder).url());
        try (JdbcStore store = JdbcStore.open(settings, () -> SMALL)) {
            try (Connection other = DriverManager.getConnection(settings.url(), "foldlink", "");
                    Statement s = other.createStatement()) {
                other.setAutoCommit(false);
                s.executeQuery("SELECT * FROM store FOR UPDATE").close();
                assertRefused(
                        () -> store.putPatient(P1, ANN),
                        Reason.UNAVAILABLE,
                        "clinical database " + settings.url() + " is busy (try again; nothing was written)");
                other.rollback();
            }
            store.putPatient(P1, ANN);
            assertThat(store.audit(10)).hasSize(1);
        }
    }

    @Test
    void aThreadThatIsInterruptedLeavesTheStoreWorking() throws Exception {
        try (JdbcStore store = JdbcStore.open(StoreSettings.embedded(folder), () -> SMALL)) {
            int saved = 0;
            for (int i = 0; i < 20; i++) {
                Thread.currentThread().interrupt();
                try {
                    store.putPatient(named("p" + i), ANN);
                    saved++;
                } catch (StoreException e) {
                    assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
                } finally {
                    Thread.interrupted();
                }
            }
            store.putPatient(P1, ANN);
            assertThat(store.patients("", 1000, ANN)).hasSizeGreaterThan(saved);
        }
    }

    private static StoreSettings with(String url) {
        return new StoreSettings(url, Optional.empty(), Optional.empty(), Duration.ofSeconds(2));
    }
}
