package org.foldlink.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.foldlink.geometry.Grid;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.Priority;
import org.foldlink.inference.Progress;
import org.foldlink.session.SegmentOptions;
import org.foldlink.transport.HostPort;
import org.foldlink.transport.client.BridgeClient;
import org.foldlink.transport.client.ClientException;
import org.foldlink.transport.client.RemoteJob;
import org.foldlink.volume.Volume;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends volumes to a running bridge and writes what comes back. */
@Command(name = "send", description = "Send volumes to a running bridge over OpenIGTLink and write the results.")
final class SendCommand implements Callable<Integer> {

    /** The wire's matrix is float32: farther apart than this the labelmap is not on the input's grid. */
    private static final double GRID_TOLERANCE_MM = 0.01;

    @Mixin
    private RunOptions run;

    @Option(
            names = "--host",
            description = "The bridge's host (default: ${DEFAULT-VALUE}).",
            defaultValue = "127.0.0.1")
    private String host;

    @Option(
            names = {"-p", "--port"},
            description = "The bridge's port (default: ${DEFAULT-VALUE}).",
            defaultValue = "18944")
    private int port;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to try again when the connection is lost (default: ${DEFAULT-VALUE}).",
            defaultValue = "60")
    private int timeout;

    @Option(
            names = "--priority",
            paramLabel = "PRIORITY",
            description = "normal (default), or urgent: jobs that are not pause for it.",
            defaultValue = "normal")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String priority;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    SendCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        HostPort server;
        try {
            server = new HostPort(host, port);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        Priority order = RunOptions.option(() -> SegmentOptions.priority(priority));
        SegmentOptions options = run.options().withPriority(order);
        RemoteJob.Settings settings =
                new RemoteJob.Settings(Duration.ofSeconds(10), Duration.ofSeconds(Math.max(0, timeout)));
        JsonNode model = model(server, settings);
        List<String> channels = new ArrayList<>();
        model.path("channels").forEach(c -> channels.add(c.path("name").asText()));
        CaseRunner runner = new CaseRunner(run, spec.commandLine().getOut());
        if (model.path("task").asText().equals("classification")) {
            ObjectNode asked = RunOptions.classJson(run.classOptions().withPriority(order));
            return runner.run(
                    channels.size(),
                    (volumes, monitor, cancel) ->
                            classify(job(server, settings, monitor, cancel), channels, volumes, run.model, asked),
                    new ClassifiedCase());
        }
        ObjectNode asked = RunOptions.json(options);
        return runner.run(
                channels.size(),
                (volumes, monitor, cancel) ->
                        send(server, settings, channels, volumes, run.model, asked, monitor, cancel),
                new SegmentedCase(run));
    }

    private JsonNode model(HostPort server, RemoteJob.Settings settings) throws InterruptedException {
        try (BridgeClient client = BridgeClient.connect(server, settings.connectTime())) {
            return client.command("Model", BridgeClient.object().put("id", run.model));
        } catch (ClientException e) {
            throw failure(e);
        }
    }

    private static RemoteJob job(HostPort server, RemoteJob.Settings settings, RunMonitor monitor, CancelToken cancel) {
        return new RemoteJob(server, settings, listener(server, monitor), cancel);
    }

    private static ObjectNode classify(
            RemoteJob job, List<String> channels, List<Volume> volumes, String model, ObjectNode options)
            throws InterruptedException {
        try {
            return job.classify(model, channels, volumes, options);
        } catch (ClientException e) {
            throw failure(e);
        }
    }

    static JobOutcome send(
            HostPort server,
            RemoteJob.Settings settings,
            List<String> channels,
            List<Volume> volumes,
            String model,
            ObjectNode options,
            RunMonitor monitor,
            CancelToken cancel)
            throws InterruptedException {
        try {
            RemoteJob.Outcome outcome =
                    job(server, settings, monitor, cancel).segment(model, channels, volumes, options);
            Grid grid = volumes.get(0).grid();
            return new JobOutcome(
                    onto(grid, outcome.labels()),
                    outcome.doubt().map(v -> onto(grid, v)),
                    onto(grid, outcome.probabilities()),
                    outcome.result());
        } catch (ClientException e) {
            throw failure(e);
        }
    }

    /** On the very grid of the input, where the two agree as far as the wire's float32 can tell. */
    private static Volume onto(Grid grid, Volume volume) {
        if (!grid.matches(volume.grid(), GRID_TOLERANCE_MM)) {
            throw new CommandFailure(
                    ExitCode.FAILED, "the result is not on the input's grid (nothing was written; please report this)");
        }
        return new Volume(grid, volume.voxels());
    }

    private static Map<Integer, Volume> onto(Grid grid, Map<Integer, Volume> volumes) {
        Map<Integer, Volume> moved = new TreeMap<>();
        volumes.forEach((value, volume) -> moved.put(value, onto(grid, volume)));
        return moved;
    }

    private static CommandFailure failure(ClientException e) {
        ExitCode exit = switch (e.kind()) {
            case LOST -> ExitCode.UNAVAILABLE;
            case TIMED_OUT -> ExitCode.TIMED_OUT;
            case MALFORMED -> ExitCode.MALFORMED;
            case FAILED -> ExitCode.FAILED;
            case REFUSED -> e.code().equals("unknown_model") ? ExitCode.NO_INPUT : ExitCode.FAILED;
        };
        return new CommandFailure(exit, String.valueOf(e.getMessage()), e);
    }

    private static RemoteJob.Listener listener(HostPort server, RunMonitor monitor) {
        return new RemoteJob.Listener() {
            @Override
            public void connected(JsonNode hello) {
                monitor.say("  connected to " + server + ": "
                        + hello.path("product").asText() + " "
                        + hello.path("version").asText() + " on "
                        + hello.path("device").asText());
            }

            @Override
            public void accepted(int place, List<String> warnings) {
                monitor.say(place == 0 ? "  accepted" : "  accepted, " + place + " ahead in the queue");
                warnings.forEach(monitor::warn);
            }

            @Override
            public void progress(Progress progress) {
                monitor.progress(progress);
            }

            @Override
            public void preview(Volume labels, int foldsDone, int folds) {
                monitor.preview(foldsDone, folds);
            }

            @Override
            public void lost(String reason) {
                monitor.warn(reason + "; trying again");
            }
        };
    }
}
