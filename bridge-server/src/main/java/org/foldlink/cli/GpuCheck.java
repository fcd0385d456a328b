package org.foldlink.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a GPU needs on this machine, and what of it is not there. ONNX Runtime loads these libraries by name when it first needs them, and says of
 * one that is missing no more than that its provider does not load.
 */
final class GpuCheck {

    /** Where ONNX Runtime's natives come from, if not from its own artifact: the combination for CUDA 13 (docs/gpu.md). */
    static final String NATIVE_PATH = "onnxruntime.native.path";

    private final Function<String, Optional<Path>> libraries;
    private final String driver;
    private final boolean cudaBuild;
    private final int cuda;

    /**
     * @param libraries where a library lies, by its name
     * @param driver what the driver's own tool says of the devices; empty if it does not answer
     * @param cudaBuild whether this build of ONNX Runtime has CUDA
     * @param cuda version that it is for: 12 or 13
     */
    GpuCheck(Function<String, Optional<Path>> libraries, String driver, boolean cudaBuild, int cuda) {
        this.libraries = libraries;
        this.driver = driver;
        this.cudaBuild = cudaBuild;
        this.cuda = cuda;
    }

    enum Mark {
        OK,
        NOTE,
        MISSING
    }

    /** A line of the report. */
    record Line(Mark mark, String what, String text) {}

    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        boolean there = libraries.apply("libcuda.so.1").isPresent();
        if (!there && driver.isEmpty()) {
            lines.add(new Line(
                    cudaBuild ? Mark.MISSING : Mark.NOTE,
                    "GPU",
                    "no NVIDIA driver (libcuda.so.1, nvidia-smi): the bridge runs on the CPU. With an NVIDIA GPU in the"
                            + " machine, install its driver (Debian: apt-get install nvidia-driver)"));
            return lines;
        }
        if (!there) {
            lines.add(new Line(
                    Mark.MISSING,
                    "GPU",
                    driver.strip() + ", but libcuda.so.1 was not found: install the driver's library (Debian: apt-get"
                            + " install libcuda1), in a container start it with access to the GPU (--gpus all)"));
        } else if (driver.isEmpty()) {
            lines.add(new Line(
                    Mark.NOTE,
                    "GPU",
                    "the driver's library is there, but nvidia-smi does not answer: the GPU's memory is taken for 8 GiB"
                            + " (Debian: apt-get install nvidia-smi)"));
        } else {
            lines.add(new Line(Mark.OK, "GPU", driver.strip()));
        }
        if (!cudaBuild) {
            lines.add(new Line(
                    Mark.NOTE,
                    "GPU build",
                    "this build runs on the CPU only: ./foldlink build --gpu fetches ONNX Runtime for CUDA 12"
                            + " (640 MB)"));
            return lines;
        }
        lines.add(libraries(
                "CUDA " + cuda,
                List.of(
                        "libcudart.so." + cuda,
                        "libcublas.so." + cuda,
                        "libcublasLt.so." + cuda,
                        "libcufft.so." + (cuda - 1)),
                "install the CUDA " + cuda + " runtime (NVIDIA's repository: apt-get install cuda-libraries-" + cuda
                        + "-*; without root: pip install nvidia-cuda-runtime nvidia-cublas nvidia-cufft of that version, their lib"
                        + " folders in LD_LIBRARY_PATH)",
                Mark.MISSING));
        lines.add(libraries(
                "cuDNN 9",
                List.of("libcudnn.so.9"),
                "install cuDNN 9 for CUDA " + cuda + " (NVIDIA's repository: apt-get install cudnn9-cuda-" + cuda
                        + "; without root: pip install nvidia-cudnn-cu" + cuda
                        + ", its lib folder in LD_LIBRARY_PATH)",
                Mark.MISSING));
        lines.add(libraries(
                "TensorRT 10",
                List.of("libnvinfer.so.10", "libnvonnxparser.so.10"),
                "only device = tensorrt needs it (NVIDIA's repository: apt-get install tensorrt)",
                Mark.NOTE));
        return lines;
    }

    private Line libraries(String what, List<String> names, String remedy, Mark otherwise) {
        List<String> missing =
                names.stream().filter(n -> libraries.apply(n).isEmpty()).toList();
        if (missing.isEmpty()) {
            return new Line(
                    Mark.OK, what, libraries.apply(names.get(0)).orElseThrow().toString());
        }
        return new Line(otherwise, what, String.join(", ", missing) + " not found: " + remedy);
    }
}
