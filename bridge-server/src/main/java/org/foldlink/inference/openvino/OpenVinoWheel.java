package org.foldlink.inference.openvino;

import java.util.Locale;
import java.util.Optional;
import org.foldlink.download.Download;

/**
 * OpenVINO's package on PyPI for one platform. It is Python 3.11's, and any other's would do: only the C library is taken from it.
 *
 * @param platform as pip's {@code --platform} has it
 * @param path of its folder on PyPI's file server
 * @param sha256 lower-case hex: what another file has is not unpacked
 */
record OpenVinoWheel(String platform, String path, String sha256, long bytes) implements Download {

    static final String VERSION = "2026.4.1";

    private static final String SERVER = "https://files.pythonhosted.org/packages/";

    static final OpenVinoWheel LINUX_X86_64 = new OpenVinoWheel(
            "manylinux_2_28_x86_64",
            "dc/12/dcfe1316704aa47767352001b7351df90b71592bc1ee76a9852bf9850219",
            "2d22b1da03f7caf74df30e9f6417d0ab2f637e4a38e08e1dcd294d2c37407aaf",
            59_130_756);
    static final OpenVinoWheel LINUX_AARCH64 = new OpenVinoWheel(
            "manylinux_2_35_aarch64",
            "1b/82/704955b0134d2be51dd8d476dc60c55c08107d5a404b1a90bd3d8b7227a5",
            "bea1eb3733c34ef331adc945da0ccda5937865031139073663be84c517ffda22",
            30_348_540);
    static final OpenVinoWheel MACOS_AARCH64 = new OpenVinoWheel(
            "macosx_11_0_arm64",
            "39/42/0faa4f36f07768af0128c531459d4d604c5354c75bb1f2bc0eaad0f8d274",
            "d3740853691ae4a9003bc3417a4625d848e2cc3251af4b815c59199b38be252a",
            33_302_114);
    static final OpenVinoWheel WINDOWS_X86_64 = new OpenVinoWheel(
            "win_amd64",
            "da/86/4bbb3566e7b8385b6727164a75ad75f3b3a08026d1760a7bf0c55bd50a10",
            "bfddae6d6d3ad240157b946f180c33d0ddfaaae7487995d929a4e6b4bc12b283",
            84_956_545);

    /**
     * @param os Java's {@code os.name}
     * @param arch Java's {@code os.arch}
     * @return none where OpenVINO has no package
     */
    static Optional<OpenVinoWheel> of(String os, String arch) {
        String system = os.toLowerCase(Locale.ROOT);
        boolean x86 = arch.equals("amd64") || arch.equals("x86_64");
        boolean arm = arch.equals("aarch64");
        if (system.startsWith("linux")) {
            return x86 ? Optional.of(LINUX_X86_64) : arm ? Optional.of(LINUX_AARCH64) : Optional.empty();
        }
        if (system.startsWith("mac")) {
            return arm ? Optional.of(MACOS_AARCH64) : Optional.empty();
        }
        return system.startsWith("windows") && x86 ? Optional.of(WINDOWS_X86_64) : Optional.empty();
    }

    @Override
    public String file() {
        return "openvino-" + VERSION + "-22982-cp311-cp311-" + platform + ".whl";
    }

    @Override
    public String url() {
        return SERVER + path + "/" + file();
    }
}
