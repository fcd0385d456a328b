package org.foldlink.benchmarks.engine;

import static org.foldlink.benchmarks.engine.HippocampusCase.times;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foldlink.benchmarks.engine.HippocampusCase.StartUp;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.NetworkRuntime;

/**
 * An abdominal CT through five folds of nnU-Net's default network, mirroring off. By default everything but the network is measured whole
 * (with networks that answer at once) and the network by three tiles an engine; a whole prediction is then start-up + stages + tiles × folds ×
 * median tile. With {@code --full} it is measured instead.
 */
final class CtCase {

    private static final double NAN = Double.NaN;
    private static final int REPEATS = 3;

    private final BenchOptions options;
    private final Assets assets;
    private final Commands commands;
    private final Report report;
    private final EngineSettings settings;

    CtCase(BenchOptions options, Assets assets, Commands commands, Report report) {
        this.options = options;
        this.assets = assets;
        this.commands = commands;
        this.report = report;
        this.settings = EngineSettings.defaults().withThreads(options.threads());
    }

    /**
     * One way of running the network.
     *
     * @param loading seconds of five folds
     * @param tile seconds
     */
    private record Pace(Contender contender, double loading, double tile) {}

    void run(List<Contender> contenders, Optional<Peer> peer, Optional<Python> python, StartUp startUp)
            throws Exception {
        String kind = options.quick() ? "small" : "ct";
        Optional<Path> model =
                assets.model(kind, options.quick() ? "Dataset902_FoldLinkBenchSmall" : "Dataset901_FoldLinkBenchCT");
        if (model.isEmpty()) {
            report.note("ct", "CT: not measured, its networks can only be made by the training environment");
            return;
        }
        Subject subject = Subject.of(kind, assets.ct(), model.get(), model, false);
        Optional<PeerRun> stages =
                peer.isPresent() ? Optional.of(PeerRun.of(peer.get(), subject, REPEATS)) : Optional.empty();
        stages(subject, stages, peer, contenders, startUp);
        if (options.full()) {
            whole(subject, contenders, python);
        }
    }

    private void stages(
            Subject subject, Optional<PeerRun> stages, Optional<Peer> peer, List<Contender> contenders, StartUp startUp)
            throws Exception {
        double read = OurRun.reading(subject.input(), REPEATS).warm();
        List<OurRun> five = OurRun.of(TimedRuntime.stub(), settings, subject, 0, REPEATS);
        List<OurRun> one = OurRun.of(TimedRuntime.stub(), settings, subject, 1, REPEATS);
        int passes = five.get(0).passes();
        TileRace.Result race = TileRace.run(subject, contenders, settings, peer, REPEATS);
        List<Pace> paces = new ArrayList<>();
        for (int c = 0; c < contenders.size(); c++) {
            try (NetworkRuntime runtime = contenders.get(c).open(settings)) {
                double loading = OurRun.loading(runtime, subject);
                paces.add(new Pace(
                        contenders.get(c), loading, race.contenders().get(c).median()));
            }
        }
        int peerPasses = subject.folds() * stages.map(PeerRun::tiles).orElse(0);
        double peerTile = race.peer().map(Times::median).orElse(NAN);
        double peerOpen = stages.map(PeerRun::open).orElse(NAN);
        double peerOutside = stages.map(PeerRun::outside).orElse(NAN);
        double outside = times(five, OurRun::wall).warm();

        report.section("CT, " + passes + " passes of ours, " + peerPasses + " of nnU-Net's, stages warm");
        double preprocessing = read + times(five, r -> r.phase("preprocessing")).warm();
        double peerPreprocessing = stages.map(s -> s.preprocessing().warm()).orElse(NAN);
        report.seconds("  reading and preprocessing", preprocessing, peerPreprocessing);
        report.seconds(
                "    the first time in a process",
                read + five.get(0).phase("preprocessing"),
                stages.map(s -> s.preprocessing().first()).orElse(NAN));
        report.seconds(
                "  tiling and sums",
                times(five, OurRun::tiling).warm(),
                stages.map(s -> s.window().warm()).orElse(NAN));
        double export = times(one, r -> r.phase("export")).warm();
        double peerExport = stages.map(s -> s.export().warm()).orElse(NAN);
        report.seconds("  export of the result", export, peerExport);
        report.seconds(
                "  export of the result and four previews",
                times(five, r -> r.phase("export")).warm(),
                NAN);
        report.seconds("  everything outside the network", read + outside, peerOutside);
        for (Pace pace : paces) {
            report.seconds("  one tile, " + pace.contender().title(), pace.tile(), peerTile);
            report.seconds("  loading five folds, " + pace.contender().title(), pace.loading(), peerOpen);
        }

        double network = passes * paces.get(0).tile();
        double whole = outside + network;
        double single = times(one, OurRun::wall).warm() + network / subject.folds();
        double peerWhole = startUp.peer() + peerOpen + peerOutside + peerPasses * peerTile;
        for (Pace pace : paces) {
            report.seconds(
                    "  whole, composed, " + pace.contender().title(), composed(pace, read, five, startUp), peerWhole);
        }
        report.goals();
        report.goal("CT: outside the network / in it", outside / network, peerOutside / (peerPasses * peerTile), 0.02);
        report.goal("CT: preprocessing / nnU-Net's", preprocessing / peerPreprocessing, 1, 0.25);
        report.goal("CT: export / nnU-Net's", export / peerExport, 1, 0.1);
        report.goal("CT: five folds with previews / (5 x one fold)", whole / (subject.folds() * single), NAN, 1);
        report.goal(
                "CT: first preview's share of the whole",
                (times(five, OurRun::firstResult).warm() + network / subject.folds()) / whole,
                1,
                0.22);
        for (Pace pace : paces) {
            report.goal(
                    "CT: whole / nnUNetv2_predict, " + pace.contender().title(),
                    composed(pace, read, five, startUp) / peerWhole,
                    1,
                    pace.contender().goal());
        }
    }

    /** A command's start-up, loading, and a first run with its network's time added. */
    private static double composed(Pace pace, double read, List<OurRun> five, StartUp startUp) {
        OurRun first = five.get(0);
        return startUp.ours() + pace.loading() + read + first.wall() + first.passes() * pace.tile();
    }

    /** Nothing composed: commands from start to end, and one prediction in memory with its own share outside the network. */
    private void whole(Subject subject, List<Contender> contenders, Optional<Python> python) throws Exception {
        double peer = python.isPresent() ? commands.predict(python.get(), assets, subject) : NAN;
        for (Contender c : contenders) {
            double ours = commands.segment(subject, c.arguments());
            report.seconds("  whole, measured, " + c.title(), ours, peer);
            report.goal("CT: whole / nnUNetv2_predict, measured, " + c.title(), ours / peer, 1, c.goal());
        }
        Contender first = contenders.get(0);
        OurRun five = OurRun.of(first.open(settings), settings, subject, 0, 1).get(0);
        OurRun one = OurRun.of(first.open(settings), settings, subject, 1, 1).get(0);
        report.goal("CT: outside the network / in it, measured", five.outside() / five.network(), NAN, 0.02);
        report.goal(
                "CT: five folds with previews / (5 x one fold), measured",
                five.wall() / (subject.folds() * one.wall()),
                NAN,
                1);
        report.goal("CT: first preview's share of the whole, measured", five.firstResult() / five.wall(), 1, 0.22);
    }
}
