package org.foldlink.cli;

import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.onnx.OnnxRuntimeInfo;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.inference.openvino.OpenVino;

/** The adapters that come with FoldLink, for {@link EngineChoice}. */
final class Engines {

    private Engines() {}

    static EngineChoice choice() {
        return new EngineChoice(new Onnx(), new OpenVinoThere(new OpenVino(Home.folder())));
    }

    private static final class Onnx implements EngineChoice.Adapter {

        @Override
        public String absence() {
            try {
                return OnnxRuntimeInfo.load().hasCuda() ? "" : "this build has no CUDA (./foldlink doctor says more)";
            } catch (SegmentationException e) {
                return ""; // said when it is opened
            }
        }

        @Override
        public NetworkRuntime open(EngineSettings settings) throws SegmentationException {
            return OnnxSegmenter.runtime(settings);
        }
    }

    private record OpenVinoThere(OpenVino openVino) implements EngineChoice.Adapter {

        @Override
        public String absence() {
            return openVino.find().isPresent() || openVino.isNamed() ? "" : openVino.absence();
        }

        @Override
        public NetworkRuntime open(EngineSettings settings) throws SegmentationException {
            return openVino.runtime(settings);
        }
    }
}
