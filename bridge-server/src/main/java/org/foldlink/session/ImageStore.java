package org.foldlink.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The images of one session under its own limit and the bridge's. When room is needed, the image that is about to be replaced goes first,
 * then the longest unused; never one that a job needs. Guarded by the bridge's lock.
 */
final class ImageStore {

    /** By device, the longest unused first. */
    private final LinkedHashMap<String, StoredImage> named = new LinkedHashMap<>();

    /** When the last byte of an image still arriving came. */
    private final Map<String, Long> arriving = new HashMap<>();

    private final Pool own;
    private final Pool all;
    private final BooleanSupplier reclaimElsewhere;

    /** @param reclaimElsewhere frees one image of a session that nobody is connected to; false if there is none */
    ImageStore(Pool own, Pool all, BooleanSupplier reclaimElsewhere) {
        this.own = own;
        this.all = all;
        this.reclaimElsewhere = reclaimElsewhere;
    }

    /** Takes memory for {@code bytes} of {@code device}; false if nothing more can go. */
    boolean reserve(String device, long bytes) {
        while (!own.fits(bytes)) {
            if (!evictOne(device)) {
                return false;
            }
        }
        while (!all.fits(bytes)) {
            if (!evictOne(device) && !reclaimElsewhere.getAsBoolean()) {
                return false;
            }
        }
        own.take(bytes);
        all.take(bytes);
        return true;
    }

    void unreserve(long bytes) {
        own.give(bytes);
        all.give(bytes);
    }

    /** Holds an image whose memory is reserved, in place of the one of its name. */
    void store(StoredImage image) {
        drop(image.info.device());
        named.put(image.info.device(), image);
    }

    /** The image of that name; it is now the last used. */
    @Nullable
    StoredImage use(String device) {
        StoredImage image = named.remove(device);
        if (image != null) {
            named.put(device, image);
        }
        return image;
    }

    void pin(StoredImage image) {
        image.pins++;
    }

    void unpin(StoredImage image) {
        image.pins--;
        freeIfUnneeded(image);
    }

    /** Lets go of a name; the memory follows when no job needs the image. */
    boolean drop(String device) {
        StoredImage image = named.remove(device);
        if (image == null) {
            return false;
        }
        image.named = false;
        freeIfUnneeded(image);
        return true;
    }

    void dropAll() {
        List.copyOf(named.keySet()).forEach(this::drop);
        arriving.clear();
    }

    /** Frees the longest unused image that no job needs, {@code first} before all others. */
    boolean evictOne(@Nullable String first) {
        StoredImage going = first == null ? null : named.get(first);
        if (going == null || going.pins > 0) {
            going = named.values().stream()
                    .filter(image -> image.pins == 0)
                    .findFirst()
                    .orElse(null);
        }
        return going != null && drop(going.info.device());
    }

    private void freeIfUnneeded(StoredImage image) {
        if (!image.named && image.pins == 0) {
            unreserve(image.bytes);
        }
    }

    void byteArrived(String device, long nanos) {
        arriving.put(device, nanos);
    }

    void arrivalEnded(String device) {
        arriving.remove(device);
    }

    /** When the last byte of that image came, null if none is on its way. */
    @Nullable
    Long lastByte(String device) {
        return arriving.get(device);
    }

    List<StoredImage> list() {
        return new ArrayList<>(named.values());
    }

    long bytes() {
        return own.used();
    }

    long limit() {
        return own.limit();
    }
}
