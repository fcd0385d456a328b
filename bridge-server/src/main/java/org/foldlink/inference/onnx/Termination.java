package org.foldlink.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** Run options that may be terminated from another thread until they are closed, and not after. */
final class Termination implements AutoCloseable {

    private final OrtSession.RunOptions options;
    private boolean closed;

    Termination() throws OrtException {
        this.options = new OrtSession.RunOptions();
    }

    OrtSession.RunOptions options() {
        return options;
    }

    synchronized void terminate() {
        if (!closed) {
            try {
                options.setTerminate(true);
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime does not take a termination", e);
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        options.close();
    }
}
