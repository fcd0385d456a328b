package org.foldlink.benchmarks.engine;

import static org.foldlink.benchmarks.engine.HippocampusCase.times;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        int repeats = 3;
        double read = OurRun.reading(subject.input(), repeats).warm();
        List<OurRun> five = OurRun.of(TimedRuntime.stub(), settings, subject, 0, repeats);
        List<OurRun> one = OurRun.of(TimedRuntime.stub(), settings, subject, 1, repeats);
        Optional<PeerRun> stages =
                peer.isPresent() ? Optional.of(PeerRun.of(peer.get(), subject, repeats)) : Optional.empty();
        int passes = five.get(0).passes();
        Map<String, Times> tiles = TileRace.run(subject, contenders, settings, peer, 3);
        Map<String, Double> loading = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            try (NetworkRuntime runtime = contender.open(settings)) {
                loading.put(contender.key(), OurRun.loading(runtime, subject));
            }
        }
        double peerTile =
                tiles.containsKey(TileRace.PEER) ? tiles.get(TileRace.PEER).median() : NAN;
        double peerOutside = stages.map(PeerRun::outside).orElse(NAN);

        report.section("CT, five folds, " + passes + " tiles in all, stages alone, warm (first in brackets)");
        double preprocessing = read + times(five, r -> r.phase("preprocessing")).warm();
        double peerPreprocessing = stages.map(s -> s.preprocessing().warm()).orElse(NAN);
        double export = times(one, r -> r.phase("export")).warm();
        double peerExport = stages.map(s -> s.export().warm()).orElse(NAN);
        report.seconds("  reading and preprocessing", preprocessing, peerPreprocessing);
        report.seconds(
                "    the same, the first time in a process",
                read + five.get(0).phase("preprocessing"),
                stages.map(s -> s.preprocessing().first()).orElse(NAN));
        report.seconds(
                "  tiling and sums",
                times(five, OurRun::tiling).warm(),
                stages.map(s -> s.window().warm()).orElse(NAN));
        report.seconds("  export of the result", export, peerExport);
        report.seconds(
                "  export of the result and four previews",
                times(five, r -> r.phase("export")).warm(),
                NAN);
        report.seconds(
                "  everything outside the network", times(five, OurRun::wall).warm() + read, peerOutside);
        for (Contender c : contenders) {
            report.seconds("  one tile, " + c.title(), tiles.get(c.key()).median(), peerTile);
            report.seconds(
                    "  loading five folds, " + c.title(),
                    loading.get(c.key()),
                    stages.map(PeerRun::open).orElse(NAN));
        }
        report.goals();
        Contender first = contenders.get(0);
        double network = passes * tiles.get(first.key()).median();
        double outside = times(five, OurRun::wall).warm();
        report.goal("CT: time outside the network / in it", outside / network, peerOutside / (passes * peerTile), 0.02);
        report.goal("CT: export / nnU-Net's", export / peerExport, 1, 0.1);
        report.goal("CT: preprocessing / nnU-Net's", preprocessing / peerPreprocessing, 1, 0.25);
        double whole = outside + network;
        double single = times(one, OurRun::wall).warm() + network / subject.folds();
        report.goal("CT: five folds with previews / (5 x one fold)", whole / (subject.folds() * single), NAN, 1);
        report.goal(
                "CT: first preview's share of the whole",
                (times(five, OurRun::firstResult).warm() + network / subject.folds()) / whole,
                1,
                0.22);
        double peerWhole = startUp.peer() + stages.map(PeerRun::open).orElse(NAN) + peerOutside + passes * peerTile;
        for (Contender c : contenders) {
            double ours = startUp.ours()
                    + loading.get(c.key())
                    + read
                    + five.get(0).wall()
                    + passes * tiles.get(c.key()).median();
            report.seconds("CT: whole prediction composed, " + c.title(), ours, peerWhole);
            report.goal("CT: whole prediction / nnUNetv2_predict, " + c.title(), ours / peerWhole, 1, c.goal());
        }
        if (options.full()) {
            whole(subject, contenders, python);
        }
    }

    /** Nothing composed: commands from start to end, and one prediction in memory with its own share outside the network. */
    private void whole(Subject subject, List<Contender> contenders, Optional<Python> python) throws Exception {
        double peer = python.isPresent() ? commands.predict(python.get(), assets, subject) : NAN;
        for (Contender c : contenders) {
            double ours = commands.segment(subject, c.arguments());
            report.seconds("CT: whole prediction measured, " + c.title(), ours, peer);
            report.goal("CT: whole prediction / nnUNetv2_predict, measured, " + c.title(), ours / peer, 1, c.goal());
        }
        Contender first = contenders.get(0);
        OurRun five = OurRun.of(first.open(settings), settings, subject, 0, 1).get(0);
        OurRun one = OurRun.of(first.open(settings), settings, subject, 1, 1).get(0);
        report.goal("CT: time outside the network / in it, measured", five.outside() / five.network(), NAN, 0.02);
        report.goal(
                "CT: five folds with previews / (5 x one fold), measured",
                five.wall() / (subject.folds() * one.wall()),
                NAN,
                1);
        report.goal("CT: first preview's share of the whole, measured", five.firstResult() / five.wall(), 1, 0.22);
    }
}
