package org.foldlink.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.foldlink.inference.CancelToken;

/** Turns Ctrl-C into a cancel, and gives the command a moment to end in order: the job is cancelled, no partial file is left. */
final class Interruption implements AutoCloseable {

    private static final long MOMENT_SECONDS = 10;

    private final CancelToken token = new CancelToken();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupted, "foldlink-interrupt");

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    CancelToken token() {
        return token;
    }

    private void interrupted() {
        System.err.println("foldlink: interrupted, stopping the run; nothing unfinished is left behind");
        token.cancel();
        try {
            if (!ended.await(MOMENT_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("foldlink: the run did not stop within " + MOMENT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The shutdown is under way: the hook has done its work.
        }
    }
}
