package org.foldlink.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.foldlink.geometry.Grid;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.RunEstimate;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** All that a model says of itself, and what it would take. */
@Command(name = "describe", description = "All that a model says of itself, and what a volume of --size would take.")
final class ModelsDescribeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "Id of the model.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String id;

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private VolumeFlags volume;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ModelsCommand models;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ModelsDescribeCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Grid grid = volume.grid();
        ModelDescriptor model = Models.find(Models.open(models.folders()), id);
        EngineSettings settings = EngineConfig.DEFAULT.settings().get(0);
        try {
            RunEstimate estimate = RunEstimate.of(model, grid, SegmentationOptions.DEFAULT, settings);
            ModelText text = new ModelText(model, Models.plan(model), grid, estimate);
            if (json) {
                out.println(text.json().toPrettyString());
            } else {
                text.print(out);
                out.println(Main.NOTICE);
            }
        } catch (ModelException e) {
            throw Models.failure(e);
        }
        return ExitCode.OK.code();
    }
}
