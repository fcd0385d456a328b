package org.foldlink.inference.onnx;

import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.SegmentationException;

/** Puts the engine on ONNX Runtime; for the composition root. */
public final class OnnxSegmenter {

    private OnnxSegmenter() {}

    /** @throws SegmentationException if ONNX Runtime does not load here, or the device is not there */
    public static EnsembleSegmenter create(EngineSettings settings) throws SegmentationException {
        return new EnsembleSegmenter(runtime(settings), settings);
    }

    /** ONNX Runtime alone, as a port of the engine. */
    public static NetworkRuntime runtime(EngineSettings settings) throws SegmentationException {
        return OnnxNetworkRuntime.create(settings);
    }
}
