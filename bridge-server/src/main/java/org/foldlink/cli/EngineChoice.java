package org.foldlink.cli;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.Precision;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;
import org.jspecify.annotations.Nullable;

/**
 * The runtime that the settings name. {@code auto} takes the first that is there: CUDA, OpenVINO, ONNX Runtime on the CPU; bf16 is OpenVINO's
 * alone. A device that is named and not there is refused, never replaced.
 */
final class EngineChoice {

    static final String AUTO = "auto";
    static final String CPU = "cpu";
    static final String OPENVINO = "openvino";

    private static final String DEVICES = "auto|cpu|openvino|(cuda|tensorrt)(:[0-9]{1,3})?";

    private final Adapter onnx;
    private final Adapter openVino;

    /** One way to run networks. */
    interface Adapter {

        /** Why {@code auto} need not even try; empty if it should. A mistake in what is installed is not such a reason. */
        String absence();

        NetworkRuntime open(EngineSettings settings) throws SegmentationException;
    }

    /**
     * @param onnx ONNX Runtime; its absence is that of CUDA
     * @param openVino OpenVINO
     */
    EngineChoice(Adapter onnx, Adapter openVino) {
        this.onnx = onnx;
        this.openVino = openVino;
    }

    /**
     * @param absent devices that {@code auto} would have preferred and that are not installed
     * @param failed the same, installed but failing: to be announced
     */
    record Chosen(NetworkRuntime runtime, List<String> absent, List<String> failed) {

        Chosen {
            absent = List.copyOf(absent);
            failed = List.copyOf(failed);
        }

        static Chosen named(NetworkRuntime runtime) {
            return new Chosen(runtime, List.of(), List.of());
        }

        /** "CPU, OpenVINO 2026.4.1, float32". */
        String title() {
            return runtime.device() + ", " + runtime.engine() + ", "
                    + runtime.precision().text();
        }
    }

    Chosen open(EngineSettings settings) throws SegmentationException {
        String device = settings.device();
        if (!device.matches(DEVICES)) {
            throw new SegmentationException(
                    Code.BAD_INPUT,
                    "device",
                    "device = " + device + " (expected auto, cpu, openvino, cuda, cuda:N, tensorrt or tensorrt:N)");
        }
        if (device.equals(OPENVINO) || (device.equals(AUTO) && settings.precision() == Precision.BF16)) {
            return Chosen.named(openVino.open(settings));
        }
        if (settings.precision() == Precision.BF16) {
            throw new SegmentationException(
                    Code.BAD_INPUT,
                    "precision",
                    "precision = bf16 (device " + device + " computes in float32; expected device openvino, or auto)");
        }
        return device.equals(AUTO) ? best(settings) : Chosen.named(onnx.open(settings));
    }

    private Chosen best(EngineSettings settings) throws SegmentationException {
        List<String> absent = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        NetworkRuntime runtime = attempt(onnx, settings.withDevice("cuda"), absent, failed);
        if (runtime == null) {
            runtime = attempt(openVino, settings.withDevice(OPENVINO), absent, failed);
        }
        return new Chosen(runtime == null ? onnx.open(settings.withDevice(CPU)) : runtime, absent, failed);
    }

    private static @Nullable NetworkRuntime attempt(
            Adapter adapter, EngineSettings settings, List<String> absent, List<String> failed) {
        String absence = adapter.absence();
        if (!absence.isEmpty()) {
            absent.add(absence);
            return null;
        }
        try {
            return adapter.open(settings);
        } catch (SegmentationException e) {
            failed.add(String.valueOf(e.getMessage()));
            return null;
        }
    }
}
