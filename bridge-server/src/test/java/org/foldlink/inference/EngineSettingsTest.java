package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {

    @Test
    void theDefaultsTakeTheWholeMachineButAQuarterOfItsMemory() {
        EngineSettings settings = EngineSettings.defaults();
        assertThat(settings.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(settings.device()).isEqualTo("cpu");
        assertThat(settings.precision()).isEqualTo(Precision.FLOAT32);
        assertThat(settings.memoryLimitBytes()).isEqualTo(MachineMemory.bytes() / 4 * 3);
        assertThat(settings.sessionCacheBytes()).isEqualTo(2L << 30);
        assertThat(settings.nonFinite()).isEmpty();
    }

    @Test
    void eachSettingIsCheckedAndCanBeChangedAlone() {
        EngineSettings settings = EngineSettings.defaults()
                .withThreads(3)
                .withDevice("cuda:1")
                .withPrecision(Precision.BF16)
                .withMemoryLimitBytes(5)
                .withSessionCacheBytes(0)
                .withNonFinite(OptionalDouble.of(-1024))
                .withGpu(GpuSettings.DEFAULT.with("a=b"));
        assertThat(settings)
                .isEqualTo(new EngineSettings(
                        3, "cuda:1", Precision.BF16, 5, 0, OptionalDouble.of(-1024), GpuSettings.DEFAULT.with("a=b")));
        assertThatThrownBy(() -> settings.withThreads(0)).hasMessage("threads = 0 (expected 1 or more)");
        assertThatThrownBy(() -> settings.withMemoryLimitBytes(0))
                .hasMessage("memory limit = 0 bytes (expected 1 or more)");
        assertThatThrownBy(() -> settings.withSessionCacheBytes(-1))
                .hasMessage("session cache = -1 bytes (expected 0 or more)");
        assertThatThrownBy(() -> settings.withNonFinite(OptionalDouble.of(Double.NaN)))
                .hasMessage("value for voxels that are not finite = NaN (expected a finite number)");
    }

    @Test
    void aPrecisionIsParsedByItsName() {
        for (Precision p : Precision.values()) {
            assertThat(Precision.parse(p.text())).isEqualTo(p);
        }
        assertThatThrownBy(() -> Precision.parse("fp8"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("precision = fp8 (expected float32, bf16 or float16)");
    }
}
