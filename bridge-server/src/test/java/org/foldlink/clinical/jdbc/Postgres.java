package org.foldlink.clinical.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL, one for all tests of a run; its programs are for Linux on x86-64 alone. */
final class Postgres {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Postgres() {}

    private static final class Server {
        static final EmbeddedPostgres ONE = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException | IllegalStateException e) {
                throw new IllegalStateException(
                        "PostgreSQL did not start (its programs are on the class path for Linux on x86-64 alone)", e);
            }
        }
    }

    /** A new, empty schema: a database is a thousand files. */
    static StoreSettings freshSchema() throws SQLException {
        String name = "test" + NUMBER.incrementAndGet();
        execute("CREATE SCHEMA " + name);
        return settings(url("postgres") + "?currentSchema=" + name);
    }

    /** A new, empty database. */
    static StoreSettings fresh() throws SQLException {
        String name = "test" + NUMBER.incrementAndGet();
        execute("CREATE DATABASE " + name);
        return settings(url(name));
    }

    private static StoreSettings settings(String url) {
        return new StoreSettings(url, Optional.of("postgres"), Optional.of("postgres"), Duration.ofSeconds(10));
    }

    /** Such a user is asked for a password; everybody else is let in. */
    static void requirePassword(String user, String password) throws SQLException, IOException, InterruptedException {
        String loaded = ask(url("postgres"), "SELECT pg_conf_load_time()");
        execute("CREATE ROLE " + user + " LOGIN PASSWORD '" + password + "'");
        Path rules = Path.of(ask(url("postgres"), "SHOW hba_file"));
        Files.writeString(rules, "host all " + user + " all scram-sha-256\n" + Files.readString(rules));
        execute("SELECT pg_reload_conf()");
        waitUntil(
                () -> !ask(url("postgres"), "SELECT pg_conf_load_time()").equals(loaded),
                "the rules are not read again");
    }

    static void waitForABlockedStatement(String url) throws SQLException, InterruptedException {
        waitUntil(
                () -> !ask(url, "SELECT COUNT(*) FROM pg_locks WHERE NOT granted")
                        .equals("0"),
                "nothing waits for a lock");
    }

    private interface Question {
        boolean answer() throws SQLException;
    }

    /** For what the server does in its own time: 10 s, and the asking. */
    private static void waitUntil(Question done, String otherwise) throws SQLException, InterruptedException {
        for (int i = 0; i < 400; i++) {
            if (done.answer()) {
                return;
            }
            Thread.sleep(25);
        }
        throw new AssertionError(otherwise);
    }

    private static String ask(String url, String sql) throws SQLException {
        try (Connection c = DriverManager.getConnection(url, "postgres", "");
                Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
        }
    }

    private static String url(String database) {
        return "jdbc:postgresql://localhost:" + port() + "/" + database;
    }

    static int port() {
        return Server.ONE.getPort();
    }

    static void execute(String... statements) throws SQLException {
        try (Connection c = DriverManager.getConnection(
                        "jdbc:postgresql://localhost:" + port() + "/postgres", "postgres", "");
                Statement s = c.createStatement()) {
            for (String sql : statements) {
                s.execute(sql);
            }
        }
    }
}
