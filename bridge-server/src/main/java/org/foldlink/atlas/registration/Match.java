package org.foldlink.atlas.registration;

import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;

/**
 * Where registration ended.
 *
 * @param imageToTemplate RAS mm to RAS mm; never mirrors
 * @param likeness 0 unrelated, 1 the same ({@link Likeness})
 * @param cover share of the template's brain that the image shows
 * @param scales of the template's axes to the image: above 1 the image's brain is the larger
 * @param shear the greatest of three
 * @param degrees by which the image's RAS axes are turned against the template's
 * @param fromStart whether the given start was confirmed
 */
public record Match(
        Affine imageToTemplate,
        double likeness,
        double cover,
        Vec3 scales,
        double shear,
        double degrees,
        boolean fromStart) {}
