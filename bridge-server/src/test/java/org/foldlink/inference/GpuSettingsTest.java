package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GpuSettingsTest {

    @Test
    void nothingIsSetUnlessItIsSaid() {
        assertThat(GpuSettings.DEFAULT.options()).isEmpty();
        assertThat(GpuSettings.DEFAULT.fused()).isEqualTo(Fused.AUTO);
        assertThat(EngineSettings.defaults().gpu()).isEqualTo(GpuSettings.DEFAULT);
    }

    @Test
    void eachSettingCanBeChangedAlone() {
        GpuSettings gpu = GpuSettings.DEFAULT
                .with("b=2")
                .with("a=1=1")
                .with("b=3")
                .withFused(Fused.NEVER)
                .withEngines(Path.of("x"));
        assertThat(gpu).isEqualTo(new GpuSettings(Map.of("a", "1=1", "b", "3"), Fused.NEVER, Path.of("x")));
        assertThat(gpu.options().keySet()).containsExactly("a", "b");
    }

    @Test
    void anOptionHasANameAndAValue() {
        String expected = " (expected name=value, as in cudnn_conv_algo_search=EXHAUSTIVE)";
        assertThatThrownBy(() -> GpuSettings.DEFAULT.with("fast")).hasMessage("provider option fast" + expected);
        assertThatThrownBy(() -> GpuSettings.DEFAULT.with("=1")).hasMessage("provider option =1" + expected);
        assertThatThrownBy(() -> GpuSettings.DEFAULT.with("a=")).hasMessage("provider option a=" + expected);
        assertThatThrownBy(() -> GpuSettings.DEFAULT.with("a b=1")).hasMessage("provider option a b=1" + expected);
    }

    @Test
    void theUseOfFusedGraphsIsAWord() {
        for (Fused fused : Fused.values()) {
            assertThat(Fused.parse(fused.text())).isEqualTo(fused);
        }
        assertThatThrownBy(() -> Fused.parse("maybe")).hasMessage("fused = maybe (expected auto, always or never)");
    }
}
