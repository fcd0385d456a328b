package org.foldlink.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.foldlink.files.VolumeFiles;
import org.foldlink.replay.ReplayModel;
import org.foldlink.replay.ReplaySegmenter;
import org.foldlink.session.Bridge;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.BridgeSetup;
import org.foldlink.transport.BridgeServer;
import org.foldlink.transport.HostPort;
import org.foldlink.transport.TransportSettings;
import org.foldlink.transport.dialogue.ServerInfo;

/**
 * The real server, sessions and dialogue over an engine that replays a labels file; the extension's tests start it
 * (slicer-extension/rig/replay.py). {@code ReplayServer LABELS PORT TILE_MS}: 0 takes any free port, and the log says which.
 */
public final class ReplayServer {

    private ReplayServer() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 3) {
            System.err.println("usage: ReplayServer LABELS PORT TILE_MS");
            System.exit(ExitCode.USAGE.code());
        }
        System.setProperty("foldlink.log", "info");
        ReplaySegmenter engine = new ReplaySegmenter(
                VolumeFiles.read(Path.of(args[0])).volume(), Duration.ofMillis(Long.parseLong(args[2])));
        Bridge bridge = Bridge.start(new BridgeSetup(
                () -> List.of(ReplayModel.describe()),
                engine,
                new Measures(),
                BridgeLimits.DEFAULT,
                List.of(),
                Version.get()));
        TransportSettings settings =
                TransportSettings.DEFAULT.withListen(new HostPort("127.0.0.1", Integer.parseInt(args[1])));
        BridgeServer server = BridgeServer.start(settings, bridge, new ServerInfo("FoldLink", Version.get()));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.stopListening();
                            bridge.shutdown(Duration.ZERO);
                            server.close();
                            stopped.countDown();
                        },
                        "replay-stop"));
        stopped.await();
    }
}
