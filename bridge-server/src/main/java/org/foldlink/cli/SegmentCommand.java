package org.foldlink.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelStore;
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

    @Mixin
    private EngineFlags engine;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    SegmentCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        SegmentOptions options = run.options();
        ModelFolders where = ModelFolders.of(models);
        ModelStore store = Models.open(where);
        ModelDescriptor model = Models.find(store, run.model);
        try (LocalBridge local =
                LocalBridge.start(store::list, engine.over(EngineConfig.DEFAULT), BridgeLimits.DEFAULT, List.of())) {
            if (!run.quiet) {
                spec.commandLine().getOut().println("on " + local.bridge().device());
            }
            return new CaseRunner(run, spec.commandLine().getOut())
                    .run(
                            model.channels().size(),
                            (volumes, monitor, cancel) ->
                                    LocalJob.run(local.bridge(), model, volumes, options, monitor, cancel),
                            new SegmentedCase(run));
        }
    }
}
