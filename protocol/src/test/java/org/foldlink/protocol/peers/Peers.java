package org.foldlink.protocol.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The peer programs, built on first use by {@code src/test/peers/build.sh}. A peer that cannot be had is a failure, never a skip. */
final class Peers {
    private static final Path ROOT =
            Path.of(System.getProperty("foldlink.root", "..")).toAbsolutePath();
    private static final Path SCRIPTS = ROOT.resolve("protocol/src/test/peers");
    private static final int MINUTES = 5;

    private Peers() {}

    /** What a program wrote to its standard output and standard error, and its exit status. */
    static final class Output {
        private final int status;
        private final byte[] bytes;
        private final String errors;

        private Output(int status, byte[] bytes, String errors) {
            this.status = status;
            this.bytes = bytes;
            this.errors = errors;
        }

        int status() {
            return status;
        }

        byte[] bytes() {
            return bytes.clone();
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        String errors() {
            return errors;
        }
    }

    static void build(String what) throws IOException, InterruptedException {
        Output output = run(new byte[0], List.of(SCRIPTS.resolve("build.sh").toString(), what));
        assertThat(output.status()).as("build.sh %s: %s", what, output.errors()).isZero();
    }

    /** Runs a C++ program of {@code target/peers/cpp}. */
    static Output cpp(byte[] input, String program, String... arguments) throws IOException, InterruptedException {
        return run(input, command(ROOT.resolve("target/peers/cpp").resolve(program), List.of(arguments)));
    }

    /** Runs {@code src/test/peers/pyigtl_peer.py}. */
    static Output pyigtl(byte[] input, String mode, String... cases) throws IOException, InterruptedException {
        List<String> all = command(Path.of(mode), List.of(cases));
        all = command(SCRIPTS.resolve("pyigtl_peer.py"), all);
        return run(input, command(ROOT.resolve("target/peers/venv/bin/python"), all));
    }

    private static List<String> command(Path first, List<String> rest) {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(first.toString()), rest.stream())
                .toList();
    }

    private static Output run(byte[] input, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        CompletableFuture<String> errors = CompletableFuture.supplyAsync(() -> {
            try {
                return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        CompletableFuture<Void> fed = CompletableFuture.runAsync(() -> {
            try (OutputStream out = process.getOutputStream()) {
                out.write(input);
            } catch (IOException e) {
                // A program that ends early says why on its standard error.
            }
        });
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        process.getInputStream().transferTo(output);
        assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES))
                .as("%s ends", command)
                .isTrue();
        fed.join();
        return new Output(process.exitValue(), output.toByteArray(), errors.join());
    }
}
