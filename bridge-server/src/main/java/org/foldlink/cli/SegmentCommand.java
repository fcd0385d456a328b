package org.foldlink.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.SegmentOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Segments files in this process. */
@Command(name = "segment", description = "Segment volumes here, without a network: the same engine as the bridge's.")
final class SegmentCommand implements Callable<Integer> {

    @Mixin
    private RunOptions run;

    @Option(names = "--models", paramLabel = "DIR", description = "Folder of model folders.")
    private @Nullable Path models;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "cpu (default), cuda or cuda:N.",
            defaultValue = "cpu")
    private String device;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the engine (default: one a core).")
    private int threads;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    SegmentCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        SegmentOptions options = run.options();
        Path folder = models == null ? Home.models() : models;
        ModelDescriptor model = Models.find(Models.open(folder), run.model);
        try (LocalBridge local = LocalBridge.start(folder, device, threads, BridgeLimits.DEFAULT, List.of())) {
            return new CaseRunner(run, spec.commandLine().getOut())
                    .run(
                            model.channels().size(),
                            (volumes, monitor, cancel) ->
                                    LocalJob.run(local.bridge(), model, volumes, options, monitor, cancel));
        }
    }
}
