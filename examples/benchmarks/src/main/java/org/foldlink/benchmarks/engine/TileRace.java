package org.foldlink.benchmarks.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    static final String PEER = "nnunet";

    private TileRace() {}

    /**
     * A warm-up each, then {@code rounds} tiles each.
     *
     * @return seconds by contender's key, and by {@link #PEER}
     */
    static Map<String, Times> run(
            Subject subject, List<Contender> contenders, EngineSettings settings, Optional<Peer> peer, int rounds)
            throws SegmentationException, CancelledException, ModelException, IOException {
        Map<String, List<Double>> seconds = new LinkedHashMap<>();
        List<NetworkRuntime> runtimes = new ArrayList<>();
        Map<String, Network> networks = new LinkedHashMap<>();
        try {
            for (Contender contender : contenders) {
                NetworkRuntime runtime = contender.open(settings);
                runtimes.add(runtime);
                Network network = runtime.open(subject.model().folds().get(0), subject.tile());
                Random random = new Random(1);
                for (int i = 0; i < network.input().capacity(); i++) {
                    network.input().put(i, (float) random.nextGaussian());
                }
                networks.put(contender.key(), network);
            }
            for (int round = -1; round < rounds; round++) {
                for (Map.Entry<String, Network> entry : networks.entrySet()) {
                    long start = System.nanoTime();
                    entry.getValue().run(new CancelToken());
                    add(seconds, entry.getKey(), Times.since(start), round);
                }
                if (peer.isPresent()) {
                    double tile = new Times(Peer.seconds(
                                    peer.get().ask(Peer.request("tile").put("repeats", 1))))
                            .first();
                    add(seconds, PEER, tile, round);
                }
            }
        } finally {
            networks.values().forEach(Network::close);
            runtimes.forEach(NetworkRuntime::close);
        }
        Map<String, Times> times = new LinkedHashMap<>();
        seconds.forEach((key, values) -> times.put(key, new Times(values)));
        return times;
    }

    private static void add(Map<String, List<Double>> seconds, String key, double value, int round) {
        if (round >= 0) {
            seconds.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
        }
    }
}
