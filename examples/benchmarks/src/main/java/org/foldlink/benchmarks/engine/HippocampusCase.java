package org.foldlink.benchmarks.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foldlink.inference.EngineSettings;

/** The small trained model, measured whole: in memory, in a running server and from the command line. */
final class HippocampusCase {

    private static final double NAN = Double.NaN;

    private final BenchOptions options;
    private final Assets assets;
    private final Commands commands;
    private final Report report;

    HippocampusCase(BenchOptions options, Assets assets, Commands commands, Report report) {
        this.options = options;
        this.assets = assets;
        this.commands = commands;
        this.report = report;
    }

    /**
     * What a command costs beside the prediction itself: start of the process, loading, and code that is not warm yet.
     *
     * @param peer NaN where nnU-Net is not here
     */
    record StartUp(double ours, double peer) {}

    StartUp run(Contender contender, Optional<Peer> peer, Optional<Python> python) throws Exception {
        Subject subject = Subject.of(
                "hippocampus",
                assets.hippocampus(),
                assets.zooHippocampus(),
                assets.model("hippocampus", "Dataset903_FoldLinkBenchHippocampus"),
                true);
        EngineSettings settings = EngineSettings.defaults().withThreads(options.threads());
        int repeats = options.quick() ? 2 : 9;
        int peerRepeats = options.quick() ? 2 : 4;
        List<OurRun> five = OurRun.of(contender.open(settings), settings, subject, 0, repeats);
        List<OurRun> one = OurRun.of(contender.open(settings), settings, subject, 1, repeats);
        Times wall = times(five, OurRun::wall);
        Times served = ServerCase.run(assets.root(), subject, contender.arguments(), options.threads(), repeats);
        double peerWall = NAN;
        double peerNetwork = NAN;
        Optional<PeerRun> stages = Optional.empty();
        if (peer.isPresent() && python.isPresent()) {
            stages = Optional.of(PeerRun.of(peer.get(), subject, peerRepeats));
            JsonNode predicted = peer.get()
                    .ask(Peer.request("predict")
                            .put("input", subject.input().toString())
                            .put("repeats", peerRepeats));
            peerWall = new Times(Peer.seconds(predicted)).warm();
            peerNetwork = new Times(Peer.numbers(predicted, "network")).warm();
        }
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int r = 0; r < (options.quick() ? 1 : 3); r++) {
            ours.add(commands.segment(subject, contender.arguments()));
            theirs.add(python.isPresent() ? commands.predict(python.get(), assets, subject) : NAN);
        }
        double command = new Times(ours).median();
        double peerCommand = new Times(theirs).median();
        double network = times(five, OurRun::network).warm();
        report.section("hippocampus, five folds, " + contender.title() + ", warm");
        double read = OurRun.reading(subject.input(), repeats).warm();
        report.seconds(
                "  reading and preprocessing",
                read + times(five, r -> r.phase("preprocessing")).warm(),
                stages.map(s -> s.preprocessing().warm()).orElse(NAN));
        report.seconds("  network, " + five.get(0).passes() + " passes", network, peerNetwork);
        report.seconds(
                "  tiling and sums",
                times(five, OurRun::tiling).warm(),
                stages.map(s -> s.window().warm()).orElse(NAN));
        report.seconds(
                "  export, ours with all previews",
                times(five, r -> r.phase("export")).warm(),
                stages.map(s -> s.export().warm()).orElse(NAN));
        report.seconds("  whole prediction in memory", wall.warm(), peerWall);
        report.seconds("  in a running server, over loopback", served.warm(), peerWall);
        report.seconds("  from the command line", command, peerCommand);
        report.goals();
        report.goal(
                "hippocampus: outside the network / in it", ratio(five), (peerWall - peerNetwork) / peerNetwork, 0.15);
        report.goal(
                "hippocampus: five folds with previews / (5 x one fold)",
                wall.warm() / (5 * times(one, OurRun::wall).warm()),
                NAN,
                1);
        report.goal(
                "hippocampus: first preview's share of the whole",
                times(five, OurRun::firstResult).warm() / wall.warm(),
                1,
                0.22);
        report.goal("hippocampus: command line / nnUNetv2_predict", command / peerCommand, 1, 0.2);
        report.goal("hippocampus: running server / warm nnUNetPredictor", served.warm() / peerWall, 1, 0.5);
        return new StartUp(Math.max(0, command - wall.warm()), Math.max(0, peerCommand - peerWall));
    }

    /** Median of the warm runs' own ratios. */
    static double ratio(List<OurRun> runs) {
        return times(runs, r -> r.outside() / r.network()).warm();
    }

    interface Figure {
        double of(OurRun run);
    }

    static Times times(List<OurRun> runs, Figure figure) {
        return new Times(runs.stream().map(figure::of).toList());
    }
}
