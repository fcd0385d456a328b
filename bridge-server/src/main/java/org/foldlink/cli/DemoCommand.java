package org.foldlink.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.foldlink.measure.Dice;
import org.foldlink.models.Channel;
import org.foldlink.models.Label;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.phantom.AbdomenPhantom;
import org.foldlink.phantom.PhantomCase;
import org.foldlink.phantom.PhantomLabel;
import org.foldlink.phantom.PhantomSpec;
import org.foldlink.session.SegmentOptions;
import org.foldlink.transport.HostPort;
import org.foldlink.transport.TransportSettings;
import org.foldlink.transport.client.RemoteJob;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole path on a generated CT: a real server on loopback, a client over TCP, five folds, the results as files. */
@Command(
        name = "demo",
        description = {
            "The whole path on a generated CT: starts the server on loopback, sends the volume over TCP as a client would,",
            "runs five folds with previews, prints the structures found and writes labelmap, result.json and a picture."
        })
final class DemoCommand implements Callable<Integer> {

    private static final String MODEL = "phantom-abdomen";

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = "foldlink-out/demo",
            description = "Folder for the results; earlier ones are replaced (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "2026",
            description = "Which phantom; none above 1000 was trained on (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--html",
            description = "Also write phantom.html: 3D scene, slices, volumes; one file that opens without a network.")
    private boolean html;

    @Option(names = "--models", paramLabel = "DIR", description = "Folder of model folders.")
    private @Nullable Path models;

    @Mixin
    private SurfaceFlags surfaces;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    DemoCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter text = spec.commandLine().getOut();
        BridgeConfig defaults = BridgeConfig.defaults();
        TransportSettings loopback = defaults.transport().withListen(new HostPort("127.0.0.1", 0));
        ModelFolders where = ModelFolders.of(models);
        BridgeConfig config = new BridgeConfig(
                loopback, defaults.limits(), List.of(), where, List.of(), defaults.engine(), defaults.clinical());
        ModelDescriptor model = Models.find(Models.open(where), MODEL);
        surfaces.formats(); // a wrong one ends the command before any work
        CaseOutputs outputs = CaseOutputs.in(out);
        InputCase one = new InputCase("phantom", List.of());
        long start = System.nanoTime();
        say(text, "FoldLink " + Version.get() + " demo. " + Main.NOTICE);
        try (Interruption interruption = new Interruption();
                RunningBridge bridge = RunningBridge.start(config)) {
            RunMonitor monitor = new RunMonitor(System.out, false);
            PhantomCase phantom = AbdomenPhantom.generate(PhantomSpec.training(seed));
            say(
                    text,
                    String.format(
                            Locale.ROOT,
                            "phantom %d: %d x %d x %d voxels, to the server at %s",
                            seed,
                            phantom.image().grid().sizeI(),
                            phantom.image().grid().sizeJ(),
                            phantom.image().grid().sizeK(),
                            bridge.address()));
            JobOutcome outcome = SendCommand.send(
                    bridge.address(),
                    RemoteJob.Settings.DEFAULT,
                    model.channels().stream().map(Channel::name).toList(),
                    List.of(phantom.image()),
                    MODEL,
                    RunOptions.json(SegmentOptions.DEFAULT),
                    monitor,
                    interruption.token());
            monitor.finished();
            Pictures.write(outputs.picture(one), phantom.image(), outcome);
            surfaces.write(out, one.name(), outcome);
            if (html) {
                Pages.write(outputs.page(one), one, phantom.image(), outcome);
            }
            outputs.write(one, outcome, false);
            ResultTable.print(text, outcome.result());
            truth(text, model, phantom, outcome);
            say(text, String.format(Locale.ROOT, "done in %.0f s:", (System.nanoTime() - start) / 1e9));
            List.of(outputs.labels(one), outputs.result(one), outputs.picture(one))
                    .forEach(file -> say(text, "  " + file));
            if (html) {
                say(text, "  " + outputs.page(one));
            }
        }
        say(text, Main.NOTICE);
        return ExitCode.OK.code();
    }

    /** The phantom's own labels are the truth: how well it was found. */
    private static void truth(PrintWriter text, ModelDescriptor model, PhantomCase phantom, JobOutcome outcome) {
        StringBuilder line = new StringBuilder("  Dice against the phantom's own labels:");
        for (Label label : model.labels()) {
            if (label.value() != PhantomLabel.BODY.value()) {
                double dice = Dice.of(outcome.labels(), phantom.labels(), label.value());
                if (!Double.isNaN(dice)) {
                    line.append(String.format(Locale.ROOT, " %s %.2f", label.name(), dice));
                }
            }
        }
        say(text, line.toString());
    }

    private static void say(PrintWriter text, String line) {
        text.println(line);
        text.flush();
    }
}
