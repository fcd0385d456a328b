package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.foldlink.cli.GpuCheck.Line;
import org.foldlink.cli.GpuCheck.Mark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuCheckTest {

    private static final String DEVICE = "NVIDIA X, 8192 MiB, 550.1\n";
    private static final String NVIDIA = "NVIDIA X, 8192 MiB, 550.1";
    private static final Set<String> CUDA = Set.of(
            "libcuda.so.1",
            "libcudart.so.12",
            "libcublas.so.12",
            "libcublasLt.so.12",
            "libcufft.so.11",
            "libcudnn.so.9");

    @TempDir
    Path folder;

    private static List<Line> lines(Set<String> there, String driver, boolean cudaBuild, int cuda) {
        return new GpuCheck(
                        name -> there.contains(name) ? Optional.of(Path.of("/lib", name)) : Optional.empty(),
                        driver,
                        cudaBuild,
                        cuda)
                .lines();
    }

    @Test
    void withoutADriverNothingElseIsAsked() {
        String text =
                "no NVIDIA driver (libcuda.so.1, nvidia-smi): the bridge runs on the CPU. With an NVIDIA GPU in the"
                        + " machine, install its driver (Debian: apt-get install nvidia-driver)";
        assertThat(lines(Set.of(), "", false, 12)).containsExactly(new Line(Mark.NOTE, "GPU", text));
        assertThat(lines(Set.of(), "", true, 12)).containsExactly(new Line(Mark.MISSING, "GPU", text));
    }

    @Test
    void aDriverThatIsHalfThereIsSaid() {
        assertThat(lines(Set.of(), DEVICE, false, 12).get(0))
                .isEqualTo(new Line(
                        Mark.MISSING,
                        "GPU",
                        NVIDIA
                                + ", but libcuda.so.1 was not found: install the driver's library (Debian: apt-get install"
                                + " libcuda1), in a container start it with access to the GPU (--gpus all)"));
        assertThat(lines(CUDA, "", true, 12).get(0))
                .isEqualTo(new Line(
                        Mark.NOTE,
                        "GPU",
                        "the driver's library is there, but nvidia-smi does not answer: the GPU's memory is taken for 8"
                                + " GiB (Debian: apt-get install nvidia-smi)"));
    }

    @Test
    void aBuildForTheCpuIsSaid() {
        assertThat(lines(CUDA, DEVICE, false, 12))
                .containsExactly(
                        new Line(Mark.OK, "GPU", NVIDIA),
                        new Line(
                                Mark.NOTE,
                                "GPU build",
                                "this build runs on the CPU only: ./foldlink build --gpu fetches ONNX Runtime for CUDA"
                                        + " 12 (640 MB)"));
    }

    @Test
    void eachLibraryThatIsMissingIsNamedWithWhatToInstall() {
        assertThat(lines(
                        Set.of("libcuda.so.1", "libcublas.so.12", "libcublasLt.so.12", "libcufft.so.11"),
                        DEVICE,
                        true,
                        12))
                .containsExactly(
                        new Line(Mark.OK, "GPU", NVIDIA),
                        new Line(
                                Mark.MISSING,
                                "CUDA 12",
                                "libcudart.so.12 not found: install the CUDA 12 runtime (NVIDIA's repository: apt-get"
                                        + " install cuda-libraries-12-*; without root: pip install nvidia-cuda-runtime"
                                        + " nvidia-cublas nvidia-cufft of that version, their lib folders in LD_LIBRARY_PATH)"),
                        new Line(
                                Mark.MISSING,
                                "cuDNN 9",
                                "libcudnn.so.9 not found: install cuDNN 9 for CUDA 12 (NVIDIA's repository: apt-get"
                                        + " install cudnn9-cuda-12; without root: pip install nvidia-cudnn-cu12, its lib"
                                        + " folder in LD_LIBRARY_PATH)"),
                        new Line(
                                Mark.NOTE,
                                "TensorRT 10",
                                "libnvinfer.so.10, libnvonnxparser.so.10 not found: only device = tensorrt needs it"
                                        + " (NVIDIA's repository: apt-get install tensorrt)"));
    }

    @Test
    void everythingThereIsEverythingNamed() {
        assertThat(lines(CUDA, DEVICE, true, 12).subList(0, 3))
                .containsExactly(
                        new Line(Mark.OK, "GPU", NVIDIA),
                        new Line(
                                Mark.OK,
                                "CUDA 12",
                                Path.of("/lib/libcudart.so.12").toString()),
                        new Line(
                                Mark.OK,
                                "cuDNN 9",
                                Path.of("/lib/libcudnn.so.9").toString()));
        assertThat(lines(CUDA, DEVICE, true, 13).get(1).text())
                .startsWith(
                        "libcudart.so.13, libcublas.so.13, libcublasLt.so.13, libcufft.so.12 not found: install the CUDA 13 ");
    }

    @Test
    void librariesAreFoundByPathByTheLinkersCacheAndInTheUsualFolders() throws Exception {
        Path a = Files.createDirectories(folder.resolve("a"));
        Path b = Files.createDirectories(folder.resolve("b"));
        Path versioned = Files.createFile(a.resolve("libcudart.so.12.4"));
        Files.createFile(a.resolve("libcudart.so.120"));
        Path usual = Files.createFile(b.resolve("libcudnn.so.9"));
        String cache = """
                \tlibcuda.so.1 (libc6,x86-64) => /usr/lib/x86_64-linux-gnu/libcuda.so.1
                \tlibnvinfer.so.100 (libc6,x86-64) => /x
                """;
        LibraryFinder finder = new LibraryFinder(File.pathSeparator + a, cache, List.of(folder.resolve("none"), b));
        assertThat(finder.find("libcudart.so.12")).contains(versioned);
        assertThat(finder.find("libcudnn.so.9")).contains(usual);
        assertThat(finder.find("libcuda.so.1")).contains(Path.of("/usr/lib/x86_64-linux-gnu/libcuda.so.1"));
        assertThat(finder.find("libnvinfer.so.10")).isEmpty();
    }
}
