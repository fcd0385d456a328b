package org.foldlink.inference;

/** The run was cancelled; nothing of it is left. */
public final class CancelledException extends Exception {
    public CancelledException() {
        super("the run was cancelled");
    }
}
