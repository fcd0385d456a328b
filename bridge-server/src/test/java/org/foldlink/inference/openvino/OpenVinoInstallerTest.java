package org.foldlink.inference.openvino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.foldlink.download.DownloadSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenVinoInstallerTest {

    private static final String[] NEEDED = {
        "libhwloc.so.15",
        "libopenvino.so.2641",
        "libopenvino_c.so.2641",
        "libopenvino_intel_cpu_plugin.so",
        "libopenvino_onnx_frontend.so.2641",
        "libtbb.so.12",
        "libtbbbind_2_5.so.3",
        "libtbbmalloc.so.2"
    };

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private Path home;
    private Path pack;
    private OpenVinoWheel wheel;

    @BeforeEach
    void makePackage() throws Exception {
        home = folder.resolve("home");
        pack = folder.resolve("package.whl");
        try (OutputStream out = Files.newOutputStream(pack);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : NEEDED) {
                add(zip, "openvino/libs/" + name);
            }
            for (String name : new String[] {
                "openvino/libs/libopenvino_intel_gpu_plugin.so",
                "openvino/libs/libopenvino_tensorflow_frontend.so.2641",
                "openvino/libs/cache.json",
                "openvino/libs/../../libopenvino.so",
                "openvino/__init__.py",
                "openvino-2026.4.1.dist-info/RECORD"
            }) {
                add(zip, name);
            }
            add(zip, "openvino-2026.4.1.dist-info/licenses/LICENSE");
        }
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(pack));
        wheel = new OpenVinoWheel(
                "manylinux_2_28_x86_64", "aa/bb", HexFormat.of().formatHex(hash), Files.size(pack));
    }

    private static void add(ZipOutputStream zip, String name) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(name.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private static final class Copy implements DownloadSource<OpenVinoWheel> {
        private final Path from;
        private int fetched;

        Copy(Path from) {
            this.from = from;
        }

        @Override
        public String title() {
            return "copy";
        }

        @Override
        public void fetch(OpenVinoWheel wanted, Path to) throws IOException {
            fetched++;
            Files.copy(from, to.resolve(wanted.file()));
        }
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    private final OpenVinoInstaller installer(DownloadSource<? super OpenVinoWheel>... sources) {
        return new OpenVinoInstaller(home, "Linux", "amd64", Optional.of(wheel), List.of(sources), said::add);
    }

    private List<String> names(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatTheCpuNeedsIsUnpackedAndFound() throws Exception {
        Copy source = new Copy(pack);
        Path installed = installer(source).install(Optional.empty(), false);
        assertThat(installed).isEqualTo(home.resolve(".foldlink/openvino/2026.4.1"));
        List<String> expected = new ArrayList<>(List.of(NEEDED));
        expected.add("licenses");
        assertThat(names(installed)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(names(installed.resolve("licenses"))).containsExactly("LICENSE");
        assertThat(names(home.resolve(".foldlink/openvino"))).containsExactly("2026.4.1");
        assertThat(new OpenVino(home, Map.of(), List.of()).find())
                .contains(installed.resolve("libopenvino_c.so.2641").toAbsolutePath());
        assertThat(said.get(0))
                .isEqualTo("fetching openvino-2026.4.1-22982-cp311-cp311-manylinux_2_28_x86_64.whl from PyPI, 0 MB"
                        + " (OpenVINO is Intel's, under the Apache License 2.0)");

        installer(source).install(Optional.empty(), false);
        assertThat(source.fetched).isEqualTo(1);
        assertThat(said).last().asString().endsWith("2026.4.1 already (--force brings it anew)");
        installer(source).install(Optional.empty(), true);
        assertThat(source.fetched).isEqualTo(2);
    }

    @Test
    void anotherFileIsNotUnpacked() throws Exception {
        Path other = Files.writeString(folder.resolve("other.whl"), "changed on the way");
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(other)));
        Path file = home.resolve(".foldlink/openvino/download").resolve(wheel.file());
        assertThatThrownBy(() -> installer(new Copy(other)).install(Optional.empty(), false))
                .isInstanceOf(OpenVinoInstaller.InstallException.class)
                .hasMessage(file + ", from copy, has SHA-256 " + hash + " (expected " + wheel.sha256() + " of "
                        + wheel.file() + "): nothing was installed. Fetch it again; if that does not help, something"
                        + " on the way changes files");
        assertThat(home.resolve(".foldlink/openvino/2026.4.1")).doesNotExist();
        // The next try does not take it up.
        installer(new Copy(pack)).install(Optional.empty(), false);
        assertThat(home.resolve(".foldlink/openvino/2026.4.1")).isDirectory();
    }

    @Test
    void aFetchedPackageIsTakenUpWhereUnpackingFailed() throws Exception {
        Path download = Files.createDirectories(home.resolve(".foldlink/openvino/download"));
        Files.copy(pack, download.resolve(wheel.file()));
        Copy source = new Copy(pack);
        installer(source).install(Optional.empty(), false);
        assertThat(source.fetched).isZero();
        assertThat(said.get(0)).isEqualTo("found " + download.resolve(wheel.file()));
    }

    @Test
    void aPackageOfTheUsersOwnIsCheckedToo() throws Exception {
        installer().install(Optional.of(pack), false);
        assertThat(pack).exists();
        Path none = folder.resolve("none.whl");
        assertThatThrownBy(() -> installer().install(Optional.of(none), true))
                .hasMessage(none + " does not exist (expected " + wheel.file() + ")");
    }

    @Test
    void whereNothingBringsItEveryReasonIsSaid() {
        PipSource noPython = new PipSource(List.of("no-such-python-a", "no-such-python-b"));
        assertThatThrownBy(() -> installer(noPython).install(Optional.empty(), false))
                .hasMessage("OpenVINO could not be fetched (pip: no Python with pip was found (looked for"
                        + " no-such-python-a, no-such-python-b)). Where this machine has no network, fetch "
                        + wheel.url()
                        + " elsewhere and name it: foldlink setup openvino --wheel FILE");
    }

    @Test
    void aPlatformWithoutAPackageIsNamed() {
        assertThat(OpenVinoWheel.of("Mac OS X", "x86_64")).isEmpty();
        assertThat(OpenVinoWheel.of("SunOS", "sparcv9")).isEmpty();
        assertThat(OpenVinoWheel.of("Linux", "amd64")).contains(OpenVinoWheel.LINUX_X86_64);
        assertThat(OpenVinoWheel.of("Linux", "aarch64")).contains(OpenVinoWheel.LINUX_AARCH64);
        assertThat(OpenVinoWheel.of("Mac OS X", "aarch64")).contains(OpenVinoWheel.MACOS_AARCH64);
        assertThat(OpenVinoWheel.of("Windows 11", "amd64")).contains(OpenVinoWheel.WINDOWS_X86_64);
        OpenVinoInstaller installer =
                new OpenVinoInstaller(home, "SunOS", "sparcv9", Optional.empty(), List.of(), said::add);
        assertThatThrownBy(() -> installer.install(Optional.empty(), false))
                .hasMessage("OpenVINO has no package for SunOS sparcv9 (expected Linux x86-64 or aarch64, macOS aarch64"
                        + " or Windows x86-64); FoldLink runs on ONNX Runtime there");
    }
}
