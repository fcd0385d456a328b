package org.foldlink.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.foldlink.inference.GpuSettings;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;

/** Where the networks run: the CPU, one CUDA device, or one through TensorRT with CUDA for what that cannot run. */
record OnnxDevice(Kind kind, int index, List<Provider> providers) {

    enum Kind {
        CPU,
        CUDA,
        TENSORRT
    }

    /**
     * One of ONNX Runtime's providers with its options, which include those that the engine sets: what it cannot run, the next one gets.
     *
     * @param options by ONNX Runtime's names
     */
    record Provider(OrtProvider provider, Map<String, String> options) {}

    private static final Pattern NAME = Pattern.compile("(cpu|(cuda|tensorrt)(:([0-9]{1,3}))?)");
    private static final String TENSORRT_PREFIX = "trt_";

    /**
     * @param name "cpu", "cuda", "cuda:N", "tensorrt" or "tensorrt:N"
     * @param half whether TensorRT may compute in half precision
     * @param available what this build of ONNX Runtime has
     */
    static OnnxDevice of(String name, GpuSettings gpu, boolean half, Set<OrtProvider> available)
            throws SegmentationException {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new SegmentationException(
                    Code.BAD_INPUT,
                    "device",
                    "device = " + name + " (expected cpu, cuda, cuda:N, tensorrt or tensorrt:N)");
        }
        Kind kind =
                name.equals("cpu") ? Kind.CPU : Kind.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
        int index = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
        requireFitting(kind, name, gpu);
        List<Provider> providers = new ArrayList<>();
        if (kind == Kind.TENSORRT) {
            providers.add(new Provider(OrtProvider.TENSOR_RT, tensorRt(gpu, half)));
        }
        if (kind != Kind.CPU) {
            providers.add(new Provider(OrtProvider.CUDA, cuda(gpu)));
        }
        for (Provider provider : providers) {
            if (!available.contains(provider.provider())) {
                throw new SegmentationException(
                        Code.RUNTIME,
                        "device",
                        "device = " + name + " (this build runs on the CPU only; build one for GPUs with"
                                + " ./foldlink build --gpu, and see what ./foldlink doctor says is missing)");
            }
        }
        return new OnnxDevice(kind, index, List.copyOf(providers));
    }

    private static void requireFitting(Kind kind, String name, GpuSettings gpu) throws SegmentationException {
        for (String option : gpu.options().keySet()) {
            boolean fits = option.startsWith(TENSORRT_PREFIX) ? kind == Kind.TENSORRT : kind != Kind.CPU;
            if (!fits) {
                throw new SegmentationException(
                        Code.BAD_INPUT,
                        "provider-option",
                        "provider option " + option + " (device = " + name + " takes "
                                + (kind == Kind.CPU ? "none)" : "CUDA's; trt_ options need device = tensorrt)"));
            }
        }
    }

    private static Map<String, String> cuda(GpuSettings gpu) {
        Map<String, String> options = new TreeMap<>();
        options.put("cudnn_conv_algo_search", "HEURISTIC");
        // Else convolutions in "float32" have products of 11 significant bits.
        options.put("use_tf32", "0");
        gpu.options().forEach((key, value) -> {
            if (!key.startsWith(TENSORRT_PREFIX)) {
                options.put(key, value);
            }
        });
        return options;
    }

    private static Map<String, String> tensorRt(GpuSettings gpu, boolean half) {
        Map<String, String> options = new TreeMap<>();
        Path engines = gpu.engines().toAbsolutePath();
        options.put("trt_engine_cache_enable", "1");
        options.put("trt_engine_cache_path", engines.toString());
        options.put("trt_timing_cache_enable", "1");
        options.put("trt_timing_cache_path", engines.toString());
        options.put("trt_fp16_enable", half ? "1" : "0");
        gpu.options().forEach((key, value) -> {
            if (key.startsWith(TENSORRT_PREFIX)) {
                options.put(key, value);
            }
        });
        return options;
    }

    /** Whether the host's cores are free while a network runs. */
    boolean beside() {
        return kind != Kind.CPU;
    }

    /** @throws SegmentationException if a provider does not start here, or does not know an option */
    void addTo(OrtSession.SessionOptions session) throws SegmentationException {
        for (Provider wanted : providers) {
            try {
                if (wanted.provider() == OrtProvider.TENSOR_RT) {
                    try (OrtTensorRTProviderOptions options = new OrtTensorRTProviderOptions(index)) {
                        fill(options::add, wanted);
                        session.addTensorrt(options);
                    }
                } else {
                    try (OrtCUDAProviderOptions options = new OrtCUDAProviderOptions(index)) {
                        fill(options::add, wanted);
                        session.addCUDA(options);
                    }
                }
            } catch (OrtException e) {
                throw failed(wanted, e);
            }
        }
    }

    /** Options are read when the provider starts, and ONNX Runtime names one that it does not know. */
    SegmentationException failed(Provider wanted, OrtException e) {
        String reason = OnnxNetworkRuntime.firstLine(e);
        for (Map.Entry<String, String> option : wanted.options().entrySet()) {
            if (reason.contains(option.getKey())) {
                return refused(option.getKey(), option.getValue(), e);
            }
        }
        return new SegmentationException(
                Code.RUNTIME,
                "device",
                title() + " does not start: " + reason + "; ./foldlink doctor says what is missing",
                e);
    }

    /** One option of a provider, by its name. */
    private interface Options {
        void add(String key, String value) throws OrtException;
    }

    private static void fill(Options options, Provider wanted) throws SegmentationException {
        for (Map.Entry<String, String> option : wanted.options().entrySet()) {
            try {
                options.add(option.getKey(), option.getValue());
            } catch (OrtException e) {
                throw refused(option.getKey(), option.getValue(), e);
            }
        }
    }

    static SegmentationException refused(String key, String value, OrtException e) {
        return new SegmentationException(
                Code.BAD_INPUT,
                "provider-option",
                "provider option " + key + "=" + value + " is refused by ONNX Runtime: "
                        + OnnxNetworkRuntime.firstLine(e),
                e);
    }

    /** "CPU", "CUDA:0", "TensorRT:0, CUDA:0 for what it cannot run". */
    String title() {
        return switch (kind) {
            case CPU -> "CPU";
            case CUDA -> "CUDA:" + index;
            case TENSORRT -> "TensorRT:" + index + ", CUDA:" + index + " for what it cannot run";
        };
    }
}
