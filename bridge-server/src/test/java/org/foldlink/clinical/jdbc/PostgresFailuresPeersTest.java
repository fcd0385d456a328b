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

import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.StoreException.Reason;
import org.foldlink.clinical.Study;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said, and what is kept, when PostgreSQL cannot work. */
@Tag("peers")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PostgresFailuresPeersTest {

    private static final Study STUDY = new Study("1", "P1", Optional.empty(), "MR", "");

    @Test
    void aServerThatIsDownAtTheStartIsNamedWithoutThePassword() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String url = "jdbc:postgresql://localhost:" + port + "/clinic";
        StoreSettings settings = with(url + "?user=joe&password=secret");

        assertRefused(
                () -> JdbcStore.open(settings),
                Reason.UNAVAILABLE,
                "clinical database " + url
                        + " cannot be reached (see that it runs and that the url is right; nothing was written)");
        assertThat(settings.toString()).doesNotContain("secret", "joe");
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String url = "jdbc:postgresql://localhost:" + silent.getLocalPort() + "/clinic";
            long start = System.nanoTime();
            assertRefused(
                    () -> JdbcStore.open(with(url)),
                    Reason.UNAVAILABLE,
                    "clinical database " + url
                            + " cannot be reached (see that it runs and that the url is right; nothing was written)");
            // Twice the time-out and much room: without one, this would wait for ever.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void aHostThatDoesNotExistIsNamed() {
        assertRefused(
                () -> JdbcStore.open(with("jdbc:postgresql://no-such-host.invalid/clinic")),
                Reason.UNAVAILABLE,
                "clinical database jdbc:postgresql://no-such-host.invalid/clinic cannot be reached (see that it runs and"
                        + " that the url is right; nothing was written)");
    }

    @Test
    void aDatabaseThatDoesNotExistIsNamed() {
        String url = "jdbc:postgresql://localhost:" + Postgres.port() + "/nowhere";
        assertRefused(
                () -> JdbcStore.open(with(url)),
                Reason.INVALID,
                "clinical database " + url + " does not exist (make it, or correct the url)");
    }

    @Test
    void aWrongPasswordIsRefusedAndNotShown() throws Exception {
        Postgres.requirePassword("locked", "right");
        String url = Postgres.fresh().url();
        StoreSettings settings =
                new StoreSettings(url, Optional.of("locked"), Optional.of("wrong-secret"), Duration.ofSeconds(3));

        assertRefused(
                () -> JdbcStore.open(settings),
                Reason.INVALID,
                "clinical database " + url
                        + " does not let user locked in (correct user and password, and what the server lets in)");
    }

    @Test
    void aUserWhoMayNotMakeTablesIsNamed() throws Exception {
        StoreSettings settings = Postgres.fresh();
        Postgres.execute("CREATE ROLE guest LOGIN");
        StoreSettings guest =
                new StoreSettings(settings.url(), Optional.of("guest"), Optional.empty(), Duration.ofSeconds(3));

        assertRefused(
                () -> JdbcStore.open(guest),
                Reason.INVALID,
                "clinical database " + settings.url()
                        + " refuses user guest a right that is needed (let that user own the database)");
    }

    @Test
    void aUserWhoOwnsTheDatabaseIsEnough() throws Exception {
        Postgres.execute("CREATE ROLE foldlink LOGIN", "CREATE DATABASE owned OWNER foldlink");
        String url = "jdbc:postgresql://localhost:" + Postgres.port() + "/owned";
        StoreSettings settings =
                new StoreSettings(url, Optional.of("foldlink"), Optional.empty(), StoreSettings.TIMEOUT);
        try (JdbcStore store = JdbcStore.open(settings)) {
            store.putPatient(P1, List.of(WEAK), ANN);
            assertThat(store.describe()).startsWith("PostgreSQL 18.").endsWith(", " + url + " as foldlink");
        }
    }

    @Test
    void aDatabaseThatCannotHoldEveryLanguageIsRefused() throws Exception {
        Postgres.execute("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        String url = "jdbc:postgresql://localhost:" + Postgres.port() + "/latin";
        assertRefused(
                () -> JdbcStore.open(with(url)),
                Reason.INCOMPATIBLE,
                "clinical database " + url
                        + " has encoding LATIN1 (make it with ENCODING 'UTF8'; nothing was changed)");
    }

    @Test
    void aReadOnlyServerIsSaid() throws Exception {
        StoreSettings settings = Postgres.fresh();
        JdbcStore.open(settings, () -> SMALL).close();
        assertRefused(
                () -> JdbcStore.open(with(settings.url() + "?options=-c%20default_transaction_read_only=on")),
                Reason.UNAVAILABLE,
                "clinical database " + settings.url() + " is read-only (name the server that can be written)");
    }

    @Test
    void connectionsThatTheServerEndedAreReplaced() throws Exception {
        try (JdbcStore store = JdbcStore.open(Postgres.fresh(), () -> SMALL)) {
            for (int i = 0; i < 3; i++) {
                Postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE application_name = 'FoldLink' AND pid <> pg_backend_pid()");
                store.putPatient(named("p" + i), ANN);
            }
            assertThat(store.patients("", 10, ANN)).hasSize(3);
        }
    }

    @Test
    void anotherTransactionThatNeverEndsIsWaitedForNoLongerThanTheTimeout() throws Exception {
        StoreSettings settings = with(Postgres.fresh().url());
        try (JdbcStore store = JdbcStore.open(settings, () -> SMALL)) {
            try (Connection other = DriverManager.getConnection(settings.url(), "postgres", "");
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
    void twoStoresThatWriteAtOnceLoseNothing() throws Exception {
        StoreSettings settings = Postgres.fresh();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        // Both make the tables, too.
        Future<JdbcStore> first = threads.submit(() -> JdbcStore.open(settings, () -> SMALL));
        Future<JdbcStore> second = threads.submit(() -> JdbcStore.open(settings, () -> SMALL));
        try (JdbcStore one = first.get();
                JdbcStore two = second.get()) {
            one.putPatient(P1, ANN);
            List<Future<?>> writers = List.of(
                    threads.submit(() -> write(one, "a")),
                    threads.submit(() -> write(two, "b")),
                    threads.submit(() -> write(one, "c")),
                    threads.submit(() -> write(two, "d")));
            for (Future<?> writer : writers) {
                writer.get();
            }
            assertThat(one.patient("P1", ANN).orElseThrow().results()).hasSize(40);
            assertThat(two.audit(1000)).hasSize(42);
            assertThat(one.knowledge()).isEqualTo(SMALL);
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean write(JdbcStore store, String who) throws StoreException {
        for (int i = 0; i < 10; i++) {
            store.putStudy(STUDY, List.of(result(who + i, "1")), ANN);
        }
        return true;
    }

    @Test
    void aDeadlockRunsAgain() throws Exception {
        StoreSettings settings = Postgres.fresh();
        // Each session looks for a deadlock once: the store's must look after the other has begun to wait, on a slow
        // machine too.
        Postgres.execute("ALTER DATABASE " + settings.url().replaceFirst(".*/", "") + " SET deadlock_timeout = '4s'");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (JdbcStore store = JdbcStore.open(settings, () -> SMALL);
                Connection other = DriverManager.getConnection(settings.url(), "postgres", "");
                Statement s = other.createStatement()) {
            // The other locks in the wrong order, and waits so long that PostgreSQL ends the store's transaction.
            s.execute("SET deadlock_timeout = '1min'");
            other.setAutoCommit(false);
            s.execute("LOCK TABLE audit IN ACCESS EXCLUSIVE MODE");
            Future<?> put = threads.submit(() -> {
                store.putPatient(P1, List.of(MUTE), ANN);
                return true;
            });
            Postgres.waitForABlockedStatement(settings.url());
            s.execute("SELECT * FROM store FOR UPDATE");
            other.rollback();
            put.get();
            assertThat(store.patient("P1", ANN).orElseThrow().observations()).containsExactly(MUTE);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aCommitWhoseAnswerIsLostIsSaidToBeUncertain() throws Exception {
        StoreSettings direct = Postgres.fresh();
        try (CommitCutter cutter = new CommitCutter(Postgres.port());
                // Prepared once, a commit would have a number for a name.
                JdbcStore store = JdbcStore.open(with(through(cutter, direct) + "?prepareThreshold=0"), () -> SMALL)) {
            String message = "clinical database " + through(cutter, direct)
                    + " was lost while it was saving (whether it was saved is not known: read it before you repeat it)";

            cutter.cut(CommitCutter.Cut.THE_COMMIT);
            assertRefused(() -> store.putPatient(P1, ANN), Reason.UNAVAILABLE, message);
            assertThat(store.patient("P1", ANN)).isEmpty();

            cutter.cut(CommitCutter.Cut.ITS_ANSWER);
            assertRefused(() -> store.putPatient(P1, ANN), Reason.UNAVAILABLE, message);
            assertThat(store.patient("P1", ANN)).isPresent();
        }
    }

    private static String through(CommitCutter cutter, StoreSettings direct) {
        return direct.url().replace(":" + Postgres.port(), ":" + cutter.port());
    }

    @Test
    void aServerThatStopsInTheMiddleLeavesNothingHalfWrittenAndTheStoreWorksOnceItIsBack() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        // The pool tries a server that was down again at least every 5 s.
        Duration timeout = Duration.ofSeconds(6);
        try (RestartablePostgres server = new RestartablePostgres();
                JdbcStore store = JdbcStore.open(
                        new StoreSettings(server.url(), Optional.of("postgres"), Optional.empty(), timeout),
                        () -> SMALL)) {
            store.putPatient(P1, List.of(WEAK), ANN);
            Future<?> put = threads.submit(() -> true);
            try (Connection other = DriverManager.getConnection(server.url(), "postgres", "");
                    Statement s = other.createStatement()) {
                other.setAutoCommit(false);
                // The study is written by then, its audit entry is not.
                s.execute("LOCK TABLE audit IN ACCESS EXCLUSIVE MODE");
                put = threads.submit(() -> {
                    assertRefused(
                            () -> store.putStudy(STUDY, List.of(result("r1", "1")), ANN),
                            Reason.UNAVAILABLE,
                            "clinical database " + server.url()
                                    + " cannot be reached (see that it runs and that the url is right; nothing was"
                                    + " written)");
                    return true;
                });
                server.waitForABlockedStatement();
                server.stop();
            } catch (SQLException e) {
                // Its own connection went too.
                assertThat(e.getSQLState()).startsWith("08");
            }
            put.get();
            assertRefused(
                    () -> store.patient("P1", ANN),
                    Reason.UNAVAILABLE,
                    "clinical database " + server.url()
                            + " cannot be reached (see that it runs and that the url is right; nothing was written)");

            server.start();
            assertThat(store.patient("P1", ANN).orElseThrow().studies()).isEmpty();
            store.putStudy(STUDY, List.of(result("r1", "1")), ANN);
            assertThat(store.patient("P1", ANN).orElseThrow().results()).hasSize(1);
            assertThat(store.audit(100))
                    .extracting("action")
                    .containsExactly("patient.read", "study.put", "patient.read", "patient.put");
        } finally {
            threads.shutdownNow();
        }
    }

    private static StoreSettings with(String url) {
        return new StoreSettings(url, Optional.of("postgres"), Optional.of("secret"), Duration.ofSeconds(3));
    }
}
