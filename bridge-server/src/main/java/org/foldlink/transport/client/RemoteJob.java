package org.foldlink.transport.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.Progress;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.StatusCode;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.transport.HostPort;
import org.foldlink.transport.dialogue.ImageVolumes;
import org.foldlink.volume.Volume;

/**
 * One case through a bridge: volumes in, results out. A broken connection is taken up again with the same session, and a bridge that was
 * restarted gets the volumes anew, so that a result is not lost while {@link Settings#patience} lasts. For one thread.
 */
public final class RemoteJob {

    private static final String INPUT = "input";
    private static final Duration QUIET = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(200);

    private final HostPort server;
    private final Settings settings;
    private final Listener listener;
    private final CancelToken cancel;
    private final String session = session();
    private final String job = jobId();
    private RemoteResults results;
    private boolean connected;
    private boolean accepted;
    private boolean cancelSent;

    /**
     * @param connectTime for a connection to come about
     * @param patience how long a lost bridge is tried again
     */
    public record Settings(Duration connectTime, Duration patience) {
        public static final Settings DEFAULT = new Settings(Duration.ofSeconds(10), Duration.ofSeconds(60));
    }

    /** Hears of the job; called on the caller's thread. */
    public interface Listener {
        void connected(JsonNode hello);

        void accepted(int place, List<String> warnings);

        void progress(Progress progress);

        void preview(Volume labels, int foldsDone, int folds);

        /** The connection broke and is tried again. */
        void lost(String reason);
    }

    /**
     * What came back.
     *
     * @param probabilities label value (0 = background) to FLOAT32, if asked
     */
    public record Outcome(
            Volume labels, Optional<Volume> doubt, Map<Integer, Volume> probabilities, ObjectNode result) {}

    public RemoteJob(HostPort server, Settings settings, Listener listener, CancelToken cancel) {
        this.server = server;
        this.settings = settings;
        this.listener = listener;
        this.cancel = cancel;
        this.results = new RemoteResults(job);
    }

    /**
     * @param channels the model's channel names, in order
     * @param volumes one a channel
     * @param options as the dialogue has them
     */
    public Outcome segment(String model, List<String> channels, List<Volume> volumes, ObjectNode options)
            throws ClientException, InterruptedException {
        return ResultVolumes.outcome(run("Segment", model, channels, volumes, options));
    }

    /**
     * As {@link #segment}, by a classification model.
     *
     * @return the result document
     */
    public ObjectNode classify(String model, List<String> channels, List<Volume> volumes, ObjectNode options)
            throws ClientException, InterruptedException {
        return run("Classify", model, channels, volumes, options).document();
    }

    private RemoteResults run(
            String command, String model, List<String> channels, List<Volume> volumes, ObjectNode options)
            throws ClientException, InterruptedException {
        long lostSince = 0;
        while (true) {
            try (BridgeClient client = BridgeClient.connect(server, settings.connectTime())) {
                hello(client);
                connected = true;
                lostSince = 0;
                if (accepted) {
                    resume(client);
                }
                if (!accepted) {
                    submit(client, command, model, channels, volumes, options);
                }
                return await(client);
            } catch (ClientException e) {
                long now = System.nanoTime();
                lostSince = lostSince == 0 ? now : lostSince;
                if (!canGoOn(e) || now - lostSince > settings.patience().toNanos()) {
                    throw e;
                }
                listener.lost(String.valueOf(e.getMessage()));
                Thread.sleep(500);
            }
        }
    }

    /** Whether another connection may still bring the result. A bridge that shuts down may be one that is started again. */
    private boolean canGoOn(ClientException e) {
        if (e.code().equals("shutting_down")) {
            accepted = false;
        } else if (e.kind() != ClientException.Kind.LOST) {
            return false;
        }
        return connected && !cancel.isCancelled();
    }

    private void hello(BridgeClient client) throws ClientException, InterruptedException {
        ObjectNode content = BridgeClient.object();
        content.put("name", "foldlink send");
        content.put("dialogue", "1.0");
        content.put("session", session);
        listener.connected(client.command("Hello", content));
    }

    private void resume(BridgeClient client) throws ClientException, InterruptedException {
        try {
            client.command("Results", BridgeClient.object().put("job", job));
        } catch (ClientException e) {
            if (!e.code().equals("unknown_job")) {
                throw e;
            }
            accepted = false; // The bridge was restarted: it gets all of it again.
        }
    }

    private void submit(
            BridgeClient client,
            String command,
            String model,
            List<String> channels,
            List<Volume> volumes,
            ObjectNode options)
            throws ClientException, InterruptedException {
        results = new RemoteResults(job); // Those of a bridge before a restart have revisions of their own.
        ObjectNode content = BridgeClient.object();
        content.put("job", job);
        content.put("model", model);
        ObjectNode inputs = content.putObject("inputs");
        for (int c = 0; c < volumes.size(); c++) {
            String device = INPUT + c;
            inputs.put(channels.get(c), device);
            client.send(device, ImageVolumes.message(volumes.get(c)));
        }
        content.set("options", options);
        JsonNode reply = client.command(command, content);
        accepted = true;
        List<String> warnings = new ArrayList<>();
        reply.path("warnings").forEach(w -> warnings.add(w.path("message").asText()));
        listener.accepted(reply.path("place").asInt(), warnings);
    }

    private RemoteResults await(BridgeClient client) throws ClientException, InterruptedException {
        long heard = System.nanoTime();
        while (!results.complete()) {
            if (cancel.isCancelled() && !cancelSent) {
                cancelSent = true;
                client.command("Cancel", BridgeClient.object().put("job", job));
            }
            Packet packet = client.next(POLL);
            if (packet != null) {
                heard = System.nanoTime();
                if (results.take(packet)) {
                    tell(packet);
                } else {
                    refuseInput(packet);
                }
            } else if (System.nanoTime() - heard > QUIET.toNanos()) {
                ping(client);
                heard = System.nanoTime();
            }
        }
        return results;
    }

    /** A volume that the bridge could not take is answered under its name. */
    private static void refuseInput(Packet packet) throws ClientException {
        if (packet.device().startsWith(INPUT)
                && packet.message() instanceof StatusMessage status
                && status.code() != StatusCode.OK.code()) {
            throw new ClientException(
                    ClientException.Kind.FAILED,
                    status.errorName(),
                    "the bridge did not take volume " + packet.device().substring(INPUT.length()) + ": "
                            + status.text());
        }
    }

    /** A connection may be half open: one that does not answer any more is lost. */
    private static void ping(BridgeClient client) throws ClientException, InterruptedException {
        try {
            client.command("Hello", BridgeClient.object());
        } catch (ClientException e) {
            throw e.kind() == ClientException.Kind.TIMED_OUT
                    ? new ClientException(ClientException.Kind.LOST, "the bridge does not answer any more", e)
                    : e;
        }
    }

    private void tell(Packet packet) throws ClientException {
        if (packet.device().equals(job + ".progress") && packet.message() instanceof StringMessage text) {
            JsonNode p = BridgeClient.parse(packet.device(), text.text());
            listener.progress(new Progress(
                    phase(p.path("phase").asText()),
                    p.path("fold").asInt(),
                    p.path("folds").asInt(),
                    p.path("tile").asInt(),
                    p.path("tiles").asInt(),
                    p.path("seconds_left").asDouble(Double.NaN)));
        } else if (packet.device().equals(job + ".labels")
                && packet.message() instanceof ImageMessage image
                && !"true".equals(packet.metadata().get("Final").orElse(""))) {
            listener.preview(
                    ResultVolumes.volume(packet.device(), image), number(packet, "FoldsDone"), number(packet, "Folds"));
        }
    }

    private static Progress.Phase phase(String wire) {
        for (Progress.Phase phase : Progress.Phase.values()) {
            if (phase.name().equalsIgnoreCase(wire)) {
                return phase;
            }
        }
        return Progress.Phase.INFERENCE; // A later bridge may know more phases.
    }

    private static int number(Packet packet, String key) {
        try {
            return Integer.parseInt(packet.metadata().get(key).orElse("0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String session() {
        byte[] bits = new byte[16];
        new SecureRandom().nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    private static String jobId() {
        return Long.toString(Math.floorMod(new SecureRandom().nextLong(), 2_176_782_336L) + 2_176_782_336L, 36)
                .substring(1);
    }
}
