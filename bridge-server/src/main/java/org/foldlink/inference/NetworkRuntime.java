package org.foldlink.inference;

import java.util.Optional;
import org.foldlink.models.FoldFile;

/** Loads networks: the port that an inference engine is attached to. Thread-safe. */
public interface NetworkRuntime extends AutoCloseable {

    /**
     * @param shape what the model's plans ask for; a file that does not fit it is refused
     * @throws SegmentationException BAD_MODEL where the file is missing, is no network, or does not fit
     */
    Network open(FoldFile fold, TileShape shape) throws SegmentationException;

    /** "CPU", "CUDA:0 …". */
    String device();

    /** Whether networks compute on a device of their own, so that the host's cores are free meanwhile. */
    default boolean besideHost() {
        return false;
    }

    /** What networks compute in. */
    default Precision precision() {
        return Precision.FLOAT32;
    }

    /** Where it also runs fused graphs. */
    default Optional<VolumeRuntime> volumes() {
        return Optional.empty();
    }

    /** Name and version of the runtime. */
    String engine();

    @Override
    void close();
}
