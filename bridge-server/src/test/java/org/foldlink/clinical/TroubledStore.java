package org.foldlink.clinical;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.foldlink.clinical.StoreException.Reason;
import org.jspecify.annotations.Nullable;

/** A store whose database a test takes down, up again, or holds up. */
public final class TroubledStore {

    public static final String DOWN =
            "the database at mem does not answer (expected it to run): start it, then ask again";

    private final ClinicalStore inner;
    private volatile @Nullable String downFor;
    private volatile boolean down;
    private volatile boolean held;
    private final Semaphore gate = new Semaphore(0);
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    public TroubledStore(ClinicalStore inner) {
        this.inner = inner;
    }

    /** As a bridge opens it. */
    public ClinicalStore open() throws StoreException {
        opened.incrementAndGet();
        refuseIfDown("open");
        InvocationHandler handler = (proxy, method, args) -> {
            if (method.getName().equals("close")) {
                closed = true;
            } else if (!method.getName().equals("describe")) {
                pass(method.getName());
                refuseIfDown(method.getName());
            }
            try {
                return method.invoke(inner, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return (ClinicalStore) Proxy.newProxyInstance(
                TroubledStore.class.getClassLoader(), new Class<?>[] {ClinicalStore.class}, handler);
    }

    private void pass(String call) throws InterruptedException {
        if (held && !call.equals("open")) {
            waiting.incrementAndGet();
            gate.acquire();
            waiting.decrementAndGet();
        }
    }

    private void refuseIfDown(String call) throws StoreException {
        if (down || call.equals(downFor)) {
            throw new StoreException(Reason.UNAVAILABLE, DOWN);
        }
    }

    public void down() {
        down = true;
    }

    /** For one kind of call alone. */
    public void downFor(String call) {
        downFor = call;
    }

    public void up() {
        down = false;
        downFor = null;
    }

    /** Calls from now on wait. */
    public void hold() {
        held = true;
    }

    public void letGo() {
        held = false;
        gate.release(1_000);
    }

    public int waiting() {
        return waiting.get();
    }

    public int timesOpened() {
        return opened.get();
    }

    public boolean isClosed() {
        return closed;
    }
}
