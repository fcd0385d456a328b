package org.foldlink.session;

import org.foldlink.volume.Volume;

/** An image and who needs it. Guarded by the bridge's lock. */
final class StoredImage {

    final ImageInfo info;
    final Volume volume;
    final long bytes;

    /** Jobs that wait or run on it. */
    int pins;

    /** False once another image has its name, or it was released: it then lives as long as its pins. */
    boolean named = true;

    StoredImage(ImageInfo info, Volume volume, long bytes) {
        this.info = info;
        this.volume = volume;
        this.bytes = bytes;
    }

    HeldImage held() {
        return new HeldImage(info, volume);
    }
}
