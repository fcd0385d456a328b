package org.foldlink.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.foldlink.session.PlainRule;
import org.foldlink.session.SegmentOptions;
import org.foldlink.transport.HostPort;
import org.foldlink.transport.Networks;
import org.foldlink.transport.TransportSettings;
import org.foldlink.transport.Upstream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the bridge until it is stopped. */
@Command(
        name = "serve",
        description = {"Run the bridge.", "Flags win over the configuration file; docs/operators.md lists its keys."})
final class ServeCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file (HOCON or JSON).")
    private @Nullable Path config;

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on (default: 127.0.0.1).")
    private @Nullable String host;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "Port (default: 18944; 0 takes any free one).")
    private @Nullable Integer port;

    @Option(
            names = "--allow",
            paramLabel = "NETWORK",
            split = ",",
            description = "Networks whose peers may connect, such as 10.1.0.0/16; needed for any address but loopback.")
    private @Nullable List<String> allow;

    @Option(
            names = "--connect",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "A server that the bridge calls (Plus, a tracker, a scanner).")
    private @Nullable List<String> connect;

    @Option(names = "--models", paramLabel = "DIR", description = "Folder of model folders.")
    private @Nullable Path models;

    @Option(
            names = "--require-signature",
            paramLabel = "PUBLIC_KEY",
            description = "Offer only models that this key has signed; see: foldlink models sign --help.")
    private @Nullable Path signer;

    @Option(
            names = "--warm",
            paramLabel = "MODEL",
            split = ",",
            description = "Models whose folds are loaded, and run one tile, before anyone connects.")
    private @Nullable List<String> warm;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private EngineFlags engine;

    @Option(
            names = "--rule",
            paramLabel = "MODEL:CHANNEL=PATTERN[,CHANNEL=PATTERN]",
            description = "For plain clients: an IMAGE whose device name fits the pattern (* and ?) starts the model.")
    private @Nullable List<String> rules;

    @Override
    public Integer call() throws InterruptedException {
        try (RunningBridge bridge = RunningBridge.start(settled())) {
            CountDownLatch stopped = new CountDownLatch(1);
            Thread hook = new Thread(
                    () -> {
                        LOG.info(
                                "stopping: running jobs get {} s to end",
                                bridge.grace().toSeconds());
                        bridge.stop();
                        stopped.countDown();
                    },
                    "foldlink-stop");
            Runtime.getRuntime().addShutdownHook(hook);
            stopped.await();
        }
        return ExitCode.OK.code();
    }

    /** The configuration file with the flags over it. */
    BridgeConfig settled() {
        BridgeConfig file = config == null ? BridgeConfig.defaults() : ConfigFile.read(config);
        try {
            TransportSettings transport = file.transport();
            transport = transport.withListen(new HostPort(
                    host == null ? transport.listen().host() : host,
                    port == null ? transport.listen().port() : port));
            if (allow != null) {
                transport = transport.withAllow(Networks.parse(allow));
            }
            if (connect != null) {
                transport = transport.withConnect(
                        connect.stream().map(Upstream::parse).toList());
            }
            List<PlainRule> all = new ArrayList<>();
            if (rules != null) {
                for (String rule : rules) {
                    all.add(rule(rule));
                }
            }
            all.addAll(file.rules());
            return new BridgeConfig(
                    transport,
                    file.limits(),
                    all,
                    models(file.models()),
                    warm == null ? file.warm() : warm,
                    engine.over(file.engine()),
                    file.clinical());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private ModelFolders models(ModelFolders file) {
        ModelFolders where = models == null ? file : new ModelFolders(List.of(models), file.signer());
        return signer == null ? where : where.withSigner(signer);
    }

    private static PlainRule rule(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("--rule " + text + " (expected model:channel=pattern)");
        }
        Map<String, String> when = new LinkedHashMap<>();
        for (String part : text.substring(colon + 1).split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("--rule " + text + " (expected model:channel=pattern)");
            }
            when.put(part.substring(0, equals), part.substring(equals + 1));
        }
        return new PlainRule(text, text.substring(0, colon), when, SegmentOptions.PLAIN, PlainRule.DEFAULT_TIMEOUT);
    }
}
