package org.foldlink.cli;

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
 * @param models where models lie
 * @param warm ids of models whose folds are loaded before anyone connects
 * @param clinical patients, symptoms, sites
 */
record BridgeConfig(
        TransportSettings transport,
        BridgeLimits limits,
        List<PlainRule> rules,
        ModelFolders models,
        List<String> warm,
        EngineConfig engine,
        ClinicalConfig clinical) {

    BridgeConfig {
        rules = List.copyOf(rules);
        warm = List.copyOf(warm);
    }

    static BridgeConfig defaults() {
        return new BridgeConfig(
                TransportSettings.DEFAULT,
                BridgeLimits.DEFAULT,
                List.of(),
                ModelFolders.of(null),
                List.of(),
                EngineConfig.DEFAULT,
                ClinicalConfig.DEFAULT);
    }
}
