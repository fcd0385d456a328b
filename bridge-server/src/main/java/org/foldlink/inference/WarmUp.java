package org.foldlink.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.foldlink.models.FoldFile;

/**
 * Loads folds before they are needed and runs each once on zeros, so that a runtime has also made the buffers that it makes on first use.
 */
final class WarmUp {

    private WarmUp() {}

    /**
     * As many folds, in their order, as the runtime keeps loaded: one more would push out another.
     *
     * @return how many
     */
    static int run(NetworkRuntime runtime, List<FoldFile> folds, TileShape shape, long cacheBytes, CancelToken cancel)
            throws SegmentationException, CancelledException {
        List<FoldFile> kept = new ArrayList<>();
        long bytes = 0;
        for (FoldFile fold : folds) {
            bytes += MemoryEstimate.network(size(fold), shape.voxels());
            if (!kept.isEmpty() && bytes > cacheBytes) {
                break;
            }
            kept.add(fold);
        }
        // The last to be used is the last to be let go: that is to be the first fold, with which a run begins.
        Collections.reverse(kept);
        for (FoldFile fold : kept) {
            cancel.throwIfCancelled();
            try (Network network = runtime.open(fold, shape)) {
                for (int i = 0; i < shape.inputSize(); i++) {
                    network.input().put(i, 0);
                }
                network.run(cancel);
            }
        }
        return kept.size();
    }

    private static long size(FoldFile fold) {
        try {
            return Files.size(fold.onnx());
        } catch (IOException e) {
            return 0; // said when it is opened
        }
    }
}
