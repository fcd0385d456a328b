package org.foldlink.inference.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;

/** Where the networks run: the CPU, or one CUDA device. */
final class OnnxDevice {

    private static final int CPU = -1;

    private final int cuda;

    private OnnxDevice(int cuda) {
        this.cuda = cuda;
    }

    /** @param name "cpu", "cuda" or "cuda:N" */
    static OnnxDevice of(String name) throws SegmentationException {
        if (name.equals("cpu")) {
            return new OnnxDevice(CPU);
        }
        if (!name.matches("cuda(:[0-9]{1,3})?")) {
            throw new SegmentationException(
                    Code.BAD_INPUT, "device", "device = " + name + " (expected cpu, cuda or cuda:N)");
        }
        if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            throw new SegmentationException(
                    Code.RUNTIME,
                    "device",
                    "device = " + name + " (this build runs on the CPU only; build it with"
                            + " -Donnxruntime.artifact=onnxruntime_gpu, and install CUDA 12 and cuDNN 9)");
        }
        return new OnnxDevice(name.length() > 5 ? Integer.parseInt(name.substring(5)) : 0);
    }

    void addTo(OrtSession.SessionOptions options) throws OrtException {
        if (cuda == CPU) {
            return;
        }
        try (OrtCUDAProviderOptions provider = new OrtCUDAProviderOptions(cuda)) {
            provider.add("cudnn_conv_algo_search", "HEURISTIC");
            options.addCUDA(provider);
        }
    }

    String title() {
        return cuda == CPU ? "CPU" : "CUDA:" + cuda;
    }
}
