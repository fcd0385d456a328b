package org.foldlink.inference.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.util.List;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;

/**
 * The ONNX Runtime that loads here.
 *
 * @param providers what this build can run on, by ONNX Runtime's names
 */
public record OnnxRuntimeInfo(String version, List<String> providers) {

    public OnnxRuntimeInfo {
        providers = List.copyOf(providers);
    }

    public boolean hasCuda() {
        return providers.contains(OrtProvider.CUDA.getName());
    }

    /** @throws SegmentationException if its native library does not load on this machine */
    public static OnnxRuntimeInfo load() throws SegmentationException {
        try {
            List<String> names = OrtEnvironment.getAvailableProviders().stream()
                    .map(OrtProvider::getName)
                    .sorted()
                    .toList();
            return new OnnxRuntimeInfo(OnnxNetworkRuntime.environment().getVersion(), names);
        } catch (LinkageError | RuntimeException e) {
            throw new SegmentationException(
                    Code.RUNTIME,
                    "runtime",
                    "ONNX Runtime does not load here: " + e.getMessage()
                            + " (expected Linux x86-64 or aarch64, macOS aarch64 or Windows x86-64)",
                    e);
        }
    }
}
