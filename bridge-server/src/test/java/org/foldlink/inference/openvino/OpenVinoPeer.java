package org.foldlink.inference.openvino;

import java.nio.file.Path;
import java.util.Optional;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.NetworkRuntime;

/** OpenVINO itself: the one that the environment names, else the one that {@code setup openvino} brings, which is done here where it was not. */
final class OpenVinoPeer {

    private OpenVinoPeer() {}

    static NetworkRuntime runtime(EngineSettings settings) {
        Path home = Path.of(System.getProperty("foldlink.root"));
        OpenVino openVino = new OpenVino(home);
        try {
            if (!openVino.isNamed()) {
                new OpenVinoInstaller(home, System.out::println).install(Optional.empty(), false);
            }
            return openVino.runtime(settings);
        } catch (Exception e) {
            throw new AssertionError("OpenVINO, a peer of this test, is missing: " + e.getMessage(), e);
        }
    }
}
