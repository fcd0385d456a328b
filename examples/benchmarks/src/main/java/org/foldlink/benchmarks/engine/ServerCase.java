package org.foldlink.benchmarks.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.Progress;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.transport.HostPort;
import org.foldlink.transport.client.ClientException;
import org.foldlink.transport.client.RemoteJob;
import org.foldlink.volume.Volume;

/** A bridge in a process of its own, {@code foldlink serve}, and jobs over the loopback: volume out, labelmap and result back. */
final class ServerCase {

    private static final Pattern LISTENING = Pattern.compile("event=listening address=(\\S+)");

    private ServerCase() {}

    /** Seconds of each job, connection included. */
    static Times run(Path root, Subject subject, List<String> arguments, int threads, int repeats)
            throws IOException, ClientException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                root.resolve("foldlink").toString(),
                "serve",
                "--port",
                "0",
                "--models",
                subject.model().folder().resolveSibling("").toString(),
                "--threads",
                Integer.toString(threads)));
        command.addAll(arguments);
        Process server = new ProcessBuilder(command).redirectErrorStream(true).start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::destroy, "foldlink-serve-stop"));
        try {
            BufferedReader log =
                    new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
            HostPort address = address(log);
            Thread drain = new Thread(() -> drain(log), "foldlink-serve-log");
            drain.setDaemon(true);
            drain.start();
            return jobs(address, subject, repeats);
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    /** A full pipe would stop the server. */
    private static void drain(BufferedReader log) {
        try {
            log.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // The server has been stopped.
        }
    }

    private static HostPort address(BufferedReader log) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            said.append(line).append('\n');
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.find()) {
                return HostPort.parse(matcher.group(1));
            }
        }
        throw new IOException("foldlink serve did not start: " + said);
    }

    private static Times jobs(HostPort address, Subject subject, int repeats)
            throws IOException, ClientException, InterruptedException {
        Volume volume = NiftiFile.read(subject.input()).volume();
        List<String> channels =
                subject.model().channels().stream().map(c -> c.name()).toList();
        ObjectNode options = Peer.object().put("folds", 0).put("mirroring", subject.mirroring());
        List<Double> seconds = new ArrayList<>();
        for (int r = 0; r < repeats; r++) {
            long start = System.nanoTime();
            new RemoteJob(address, RemoteJob.Settings.DEFAULT, new Silent(), new CancelToken())
                    .segment(subject.model().id(), channels, List.of(volume), options);
            seconds.add(Times.since(start));
        }
        return new Times(seconds);
    }

    private static final class Silent implements RemoteJob.Listener {

        @Override
        public void connected(JsonNode hello) {}

        @Override
        public void accepted(int place, List<String> warnings) {}

        @Override
        public void progress(Progress progress) {}

        @Override
        public void preview(Volume labels, int foldsDone, int folds) {}

        @Override
        public void lost(String reason) {}
    }
}
