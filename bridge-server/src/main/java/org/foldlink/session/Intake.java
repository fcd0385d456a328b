package org.foldlink.session;

import java.util.Optional;
import org.foldlink.volume.Volume;

/** An image on its way into a session; a plain client's may start a job by rule. */
final class Intake implements ImageIntake {

    private final Core core;
    private final SessionState session;
    private final InputWaits waits;
    private final PlainTriggers triggers;
    private final String device;
    private final Optional<PlainTriggers.Trigger> trigger;

    /** Guarded by the bridge's lock, as {@code open}. */
    private long taken;

    private boolean open = true;

    Intake(
            Core core,
            SessionState session,
            InputWaits waits,
            PlainTriggers triggers,
            String device,
            Optional<PlainTriggers.Trigger> trigger) {
        this.core = core;
        this.session = session;
        this.waits = waits;
        this.triggers = triggers;
        this.device = device;
        this.trigger = trigger;
    }

    @Override
    public void take(long bytes) throws RequestException {
        core.run(() -> {
            ensureUsable();
            reserve(bytes);
            session.images.byteArrived(device, core.time.nanos());
            trigger.ifPresent(known -> triggers.bytesArrive(session, known));
        });
    }

    private void reserve(long bytes) throws RequestException {
        if (!session.images.reserve(device, bytes)) {
            core.log.image("image_overflow", session, taken + bytes);
            long held = session.images.bytes() - taken;
            end();
            throw new RequestException(
                    ErrorCode.OVERFLOW,
                    "image",
                    "the image does not fit: this session holds " + Texts.bytes(held) + " of "
                            + Texts.bytes(session.images.limit())
                            + " and no other image can go: release one, or wait for the jobs that use them");
        }
        taken += bytes;
    }

    @Override
    public void complete(Volume volume, long timestamp) throws RequestException {
        StoredImage image = core.locked(() -> store(volume, timestamp));
        if (trigger.isPresent()) {
            triggers.arrived(session, trigger.get(), image);
        }
    }

    private StoredImage store(Volume volume, long timestamp) throws RequestException {
        ensureUsable();
        long bytes = volume.voxels().byteCount();
        if (bytes > taken) {
            reserve(bytes - taken);
        } else {
            session.images.unreserve(taken - bytes);
        }
        ImageInfo info = new ImageInfo(device, volume.grid(), volume.type(), timestamp, core.time.wall());
        StoredImage image = new StoredImage(info, volume, bytes);
        session.images.store(image);
        // What was taken is the stored image's now.
        taken = 0;
        end();
        core.log.image("image_held", session, bytes);
        waits.arrived(session, image);
        return image;
    }

    private void ensureUsable() throws RequestException {
        core.ensureOpen(session);
        if (!open) {
            throw new RequestException(
                    ErrorCode.OVERFLOW, "image", "the rest of an image that was refused is discarded");
        }
    }

    private void end() {
        if (open) {
            open = false;
            session.images.unreserve(taken);
            taken = 0;
            session.images.arrivalEnded(device);
        }
    }

    @Override
    public void close() {
        core.run(this::end);
    }
}
