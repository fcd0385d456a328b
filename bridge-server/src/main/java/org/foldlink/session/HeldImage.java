package org.foldlink.session;

import org.foldlink.volume.Volume;

/** A held image; the volume is read-only and stays valid when the session lets go of it. */
public record HeldImage(ImageInfo info, Volume volume) {}
