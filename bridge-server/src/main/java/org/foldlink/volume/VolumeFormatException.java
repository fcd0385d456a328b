package org.foldlink.volume;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that is not the volume it says it is. The message names the field, its value, what was expected and, where it helps, what to do. */
public final class VolumeFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    public VolumeFormatException(String message) {
        super(message);
    }

    public VolumeFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
