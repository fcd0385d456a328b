package org.foldlink.benchmarks.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.Network;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.SegmentationException;
import org.foldlink.models.ModelException;

/** One tile through the same network by every engine in turn, so that whatever else the machine does falls on all of them alike. */
final class TileRace {

    private TileRace() {}

    /**
     * Tiles of each, warm-up left out.
     *
     * @param contenders in the order asked for
     */
    record Result(List<Times> contenders, Optional<Times> peer) {}

    /** A warm-up each, then {@code rounds} tiles each. */
    static Result run(
            Subject subject, List<Contender> contenders, EngineSettings settings, Optional<Peer> peer, int rounds)
            throws SegmentationException, CancelledException, ModelException, IOException {
        List<NetworkRuntime> runtimes = new ArrayList<>();
        List<Network> networks = new ArrayList<>();
        List<List<Double>> seconds = new ArrayList<>();
        List<Double> peerSeconds = new ArrayList<>();
        try {
            for (Contender contender : contenders) {
                NetworkRuntime runtime = contender.open(settings);
                runtimes.add(runtime);
                Network network = runtime.open(subject.model().folds().get(0), subject.tile());
                networks.add(network);
                seconds.add(new ArrayList<>());
                Random random = new Random(1);
                for (int i = 0; i < network.input().capacity(); i++) {
                    network.input().put(i, (float) random.nextGaussian());
                }
            }
            for (int round = 0; round <= rounds; round++) {
                for (int n = 0; n < networks.size(); n++) {
                    long start = System.nanoTime();
                    networks.get(n).run(new CancelToken());
                    seconds.get(n).add(Times.since(start));
                }
                if (peer.isPresent()) {
                    peerSeconds.addAll(
                            Peer.seconds(peer.get().ask(Peer.request("tile").put("repeats", 1))));
                }
            }
        } finally {
            networks.forEach(Network::close);
            runtimes.forEach(NetworkRuntime::close);
        }
        return new Result(
                seconds.stream().map(TileRace::withoutFirst).toList(),
                peerSeconds.isEmpty() ? Optional.empty() : Optional.of(withoutFirst(peerSeconds)));
    }

    private static Times withoutFirst(List<Double> seconds) {
        return new Times(seconds.subList(1, seconds.size()));
    }
}
