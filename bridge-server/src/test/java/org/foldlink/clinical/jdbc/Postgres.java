package org.foldlink.clinical.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
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
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A new, empty database. */
    static StoreSettings fresh() throws SQLException {
        String name = "test" + NUMBER.incrementAndGet();
        execute("CREATE DATABASE " + name);
        return settings("jdbc:postgresql://localhost:" + port() + "/" + name);
    }

    static StoreSettings settings(String url) {
        return new StoreSettings(url, Optional.of("postgres"), Optional.of("postgres"), Duration.ofSeconds(10));
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
