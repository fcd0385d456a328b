package org.foldlink.clinical.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL of its own, which a test stops and starts. */
final class RestartablePostgres implements AutoCloseable {

    private final Path data = Files.createTempDirectory("foldlink-postgres");
    private EmbeddedPostgres running;
    private final int port;

    RestartablePostgres() throws IOException {
        running = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                // What was committed outlives an immediate end.
                .setServerConfig("synchronous_commit", "on")
                .start();
        port = running.getPort();
    }

    String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    /**
     * At once (SIGQUIT, an immediate shutdown): an orderly end releases the locks of one connection first, and what waited for them may still
     * commit before its own end.
     */
    void stop() throws Exception {
        String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
        ProcessHandle server = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        new ProcessBuilder("kill", "-QUIT", pid).inheritIO().start().waitFor();
        server.onExit().get(30, TimeUnit.SECONDS);
        running.close();
    }

    void start() throws IOException {
        running = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                // What was committed outlives an immediate end.
                .setServerConfig("synchronous_commit", "on")
                .setPort(port)
                .start();
    }

    void waitForABlockedStatement() throws Exception {
        Postgres.waitForABlockedStatement(url());
    }

    @Override
    public void close() throws IOException {
        running.close();
        try (var files = Files.walk(data)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
