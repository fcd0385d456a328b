package org.foldlink.benchmarks.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.foldlink.benchmarks.engine.HippocampusCase.StartUp;

/** {@code bench engine}: every stage of a prediction beside nnU-Net's own, in one run on one machine. */
public final class EngineBench {

    private static final int WRONG_USAGE = 64;

    private EngineBench() {}

    /** @return the exit status */
    public static int run(String[] args) throws Exception {
        BenchOptions options;
        try {
            options = BenchOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("foldlink bench engine: " + e.getMessage());
            System.err.println(BenchOptions.USAGE);
            return WRONG_USAGE;
        }
        Path root = Path.of(System.getProperty("foldlink.home", "."))
                .toAbsolutePath()
                .normalize();
        Report report = new Report(System.out);
        Optional<Python> python = Python.find(root);
        Assets assets = new Assets(root, python);
        Commands commands = new Commands(root, assets.folder(), options.threads());
        commands.prepare();
        Optional<Peer> peer = python.isPresent()
                ? Optional.of(Peer.start(
                        python.get(), options.threads(), assets.folder().resolve("peer.log")))
                : Optional.empty();
        try {
            List<Contender> contenders = Contender.all(root);
            report.note(
                    "machine",
                    options.threads() + " threads, Java " + Runtime.version() + ", " + System.getProperty("os.name")
                            + " "
                            + System.getProperty("os.arch")
                            + peer.map(p -> ", " + p.versions()).orElse(""));
            if (options.quick()) {
                report.note("quick", "--quick: a small network; the figures prove that the command works, no more");
            }
            StartUp startUp = new HippocampusCase(options, assets, commands, report)
                    .run(Contender.usual(contenders), peer, python);
            new CtCase(options, assets, commands, report).run(contenders, peer, python, startUp);
        } finally {
            peer.ifPresent(Peer::close);
        }
        if (options.json().isPresent()) {
            report.write(options.json().get());
        }
        return 0;
    }
}
