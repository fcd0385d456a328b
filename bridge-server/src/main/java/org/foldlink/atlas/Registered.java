package org.foldlink.atlas;

import org.foldlink.geometry.Affine;

/**
 * How an image was brought into an atlas's space.
 *
 * @param imageToAtlas the image's RAS mm to the atlas's RAS mm
 * @param method how it was found
 * @param quality similarity of image and template after it: 0 unrelated, 1 the same
 * @param trusted whether {@code quality} and the map's own plausibility allow naming regions
 * @param reason why not, in words that say what to do; empty if trusted
 */
public record Registered(
        Affine imageToAtlas, Method method, double quality, boolean trusted, String reason, double seconds) {

    /** How the map was found. */
    public enum Method {
        /** The caller stated it. */
        GIVEN,
        /** The image is on SRI24's grid, and its likeness to the template confirmed it; refined from there. */
        SRI24_GRID,
        /** The same, of MNI152's. */
        MNI152_GRID,
        /** By likeness alone. */
        REGISTERED
    }
}
