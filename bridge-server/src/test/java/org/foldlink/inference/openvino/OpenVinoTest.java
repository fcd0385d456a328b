package org.foldlink.inference.openvino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.foldlink.inference.EngineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the library is looked for, and what is said where it is not there; no OpenVINO is needed. */
class OpenVinoTest {

    @TempDir
    Path folder;

    private static Path library(Path in, String name) throws IOException {
        return Files.writeString(Files.createDirectories(in).resolve(name), "no library");
    }

    @Test
    void theVariableWinsOverTheSetUpOneAndThatOverAnInstalledOne() throws Exception {
        Path home = folder.resolve("home");
        Path system = folder.resolve("system");
        Path named = folder.resolve("named");
        Path installed = library(system.resolve("runtime/lib/intel64"), "libopenvino_c.so.2026.4.1");
        library(system.resolve("runtime/lib/intel64"), "libopenvino.so");
        assertThat(new OpenVino(home, Map.of(), List.of(system)).find()).contains(installed);
        Path ours = library(home.resolve(".foldlink/openvino/2026.4.1"), "libopenvino_c.2641.dylib");
        assertThat(new OpenVino(home, Map.of(), List.of(system)).find()).contains(ours);
        Path theirs = library(named.resolve("openvino/libs"), "openvino_c.dll");
        assertThat(new OpenVino(home, Map.of("FOLDLINK_OPENVINO", named.toString()), List.of(system)).find())
                .contains(theirs);
        assertThat(new OpenVino(home, Map.of("FOLDLINK_OPENVINO", theirs.toString()), List.of(system)).find())
                .contains(theirs);
        // A name that leads nowhere is a mistake, not a reason to take another.
        OpenVino wrong = new OpenVino(home, Map.of("FOLDLINK_OPENVINO", "/nowhere"), List.of(system));
        assertThat(wrong.find()).isEmpty();
        assertThat(wrong.isNamed()).isTrue();
    }

    @Test
    void itsAbsenceSaysWhatToDo() {
        EngineSettings settings = EngineSettings.defaults();
        assertThatThrownBy(() -> new OpenVino(folder, Map.of(), List.of()).runtime(settings))
                .hasMessage(
                        "OpenVINO was not found; ./foldlink setup openvino brings it, or FOLDLINK_OPENVINO names its"
                                + " folder");
        assertThatThrownBy(() ->
                        new OpenVino(folder, Map.of("FOLDLINK_OPENVINO", "/nowhere"), List.of()).runtime(settings))
                .hasMessage("FOLDLINK_OPENVINO = /nowhere has no libopenvino_c (expected the folder of OpenVINO's C"
                        + " library)");
    }

    @Test
    void aFileThatIsNoLibraryIsNamed() throws Exception {
        Path file = library(folder, "libopenvino_c.so");
        assertThatThrownBy(() -> new OpenVino(folder, Map.of("FOLDLINK_OPENVINO", folder.toString()), List.of())
                        .runtime(EngineSettings.defaults()))
                .hasMessageStartingWith("OpenVINO does not load from " + file + " (")
                .hasMessageEndingWith("); ./foldlink setup openvino brings one that does, or say --device cpu");
    }

    @Test
    void messagesLoseThePlacesInOpenVinosSource() {
        assertThat(OpenVinoException.reasonIn("""
                        Exception from src/inference/src/cpp/core.cpp:99:
                        Check 'false' failed at src/frontends/common/src/frontend.cpp:55:
                        Unable to read the model: a.onnx
                        Please check that it is a model.
                        """))
                .isEqualTo("Unable to read the model: a.onnx Please check that it is a model.");
    }
}
