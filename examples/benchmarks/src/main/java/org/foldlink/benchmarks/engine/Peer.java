package org.foldlink.benchmarks.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** nnU-Net in a process of its own ({@code foldlink_models.bench}); idle while FoldLink is measured. For one thread. */
final class Peer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader replies;
    private final Path log;
    private final String versions;

    private Peer(Process process, Path log) throws IOException {
        this.process = process;
        this.log = log;
        this.requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.replies = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        JsonNode hello = reply();
        this.versions = "nnU-Net " + hello.path("nnunetv2").asText() + " on PyTorch "
                + hello.path("torch").asText();
    }

    static Peer start(Python python, int threads, Path log) throws IOException {
        Process process = python.module("foldlink_models.bench", List.of("--threads", Integer.toString(threads)))
                .redirectError(log.toFile())
                .start();
        // A benchmark that is stopped must not leave it at work.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "foldlink-peer-stop"));
        try {
            return new Peer(process, log);
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** "nnU-Net 2.8.1 on PyTorch 2.15.0". */
    String versions() {
        return versions;
    }

    /** An empty JSON object. */
    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ObjectNode request(String what) {
        return object().put("do", what);
    }

    JsonNode ask(ObjectNode request) throws IOException {
        requests.write(request + "\n");
        requests.flush();
        JsonNode reply = reply();
        if (reply.has("error")) {
            throw new IOException("nnU-Net: " + reply.get("error").asText() + " (its output is in " + log + ")");
        }
        return reply;
    }

    private JsonNode reply() throws IOException {
        String line = replies.readLine();
        if (line == null) {
            throw new IOException("nnU-Net's process ended: " + Files.readString(log));
        }
        return JSON.readTree(line);
    }

    static List<Double> seconds(JsonNode reply) {
        return numbers(reply, "seconds");
    }

    static List<Double> numbers(JsonNode reply, String field) {
        List<Double> numbers = new ArrayList<>();
        reply.path(field).forEach(n -> numbers.add(n.asDouble()));
        return numbers;
    }

    @Override
    public void close() {
        try {
            requests.close(); // the end of its input is the end of its work
            if (process.waitFor(10, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException e) {
            // It has ended already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
