package org.foldlink.cli;

import java.nio.file.Path;
import java.util.List;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.PlainRule;
import org.foldlink.transport.TransportSettings;

/**
 * All that {@code serve} can be told.
 *
 * @param transport address, networks, time-outs
 * @param limits what sessions may take
 * @param rules for plain clients, the first that fits wins
 * @param models folder of model folders
 * @param device "cpu" or "cuda", "cuda:1" …
 * @param threads of the engine; 0 = one a core
 */
record BridgeConfig(
        TransportSettings transport,
        BridgeLimits limits,
        List<PlainRule> rules,
        Path models,
        String device,
        int threads) {

    BridgeConfig {
        rules = List.copyOf(rules);
        if (threads < 0 || threads > 1024) {
            throw new IllegalArgumentException("threads = " + threads + " (expected 0 for one a core, or 1..1024)");
        }
    }

    static BridgeConfig defaults() {
        return new BridgeConfig(TransportSettings.DEFAULT, BridgeLimits.DEFAULT, List.of(), Home.models(), "cpu", 0);
    }
}
