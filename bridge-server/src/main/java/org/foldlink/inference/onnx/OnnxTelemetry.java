package org.foldlink.inference.onnx;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * Keeps ONNX Runtime from telling its makers about this machine. Since 1.29 its published libraries for Linux and macOS do, from the moment an
 * environment is made: names of model files, hashes of networks. {@code setTelemetry(false)} comes too late for that, and only the process's
 * environment, which Java cannot change, prevents it.
 */
public final class OnnxTelemetry {

    private static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

    private OnnxTelemetry() {}

    /** {@code stdlib.h}. */
    private interface Libc extends Library {
        int setenv(String name, String value, int overwrite);
    }

    private static final class Once {
        static final boolean DONE = Platform.isWindows()
                || Native.load(Platform.C_LIBRARY_NAME, Libc.class).setenv(VARIABLE, "1", 1) == 0;
    }

    /**
     * To be called before the first environment is made; once is enough. On Windows, where the variable does nothing, telemetry goes to the operating
     * system's tracing and is turned off on the environment.
     *
     * @throws LinkageError if it cannot be prevented: then there must be no environment
     */
    public static void forbid() {
        if (!Once.DONE) {
            throw new UnsatisfiedLinkError("the process's environment takes no " + VARIABLE
                    + ", which keeps ONNX Runtime from sending telemetry (set it to 1 before the start)");
        }
    }
}
