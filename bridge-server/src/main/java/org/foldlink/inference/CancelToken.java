package org.foldlink.inference;

import java.util.ArrayList;
import java.util.List;

/** Cancels one run, from any thread, once and for good. */
public final class CancelToken {

    private final List<Runnable> actions = new ArrayList<>();
    private boolean cancelled;

    /** Stops the run within one tile. */
    public void cancel() {
        List<Runnable> run;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            run = List.copyOf(actions);
            actions.clear();
        }
        run.forEach(Runnable::run);
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Runs {@code action} on cancel, at once if that has been. Close the registration when it no longer applies. */
    public Registration onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                actions.add(action);
                return () -> {
                    synchronized (this) {
                        actions.remove(action);
                    }
                };
            }
        }
        action.run();
        return () -> {};
    }

    public void throwIfCancelled() throws CancelledException {
        if (isCancelled()) {
            throw new CancelledException();
        }
    }

    /** Undoes {@link #onCancel}. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
