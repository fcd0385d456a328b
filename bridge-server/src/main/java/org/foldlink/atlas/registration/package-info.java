/**
 * Affine registration of a scan of the head to a brain template by mutual information, on the CPU. All points are RAS mm. Its entry is {@link
 * org.foldlink.atlas.registration.AffineRegistration}.
 */
@NullMarked
package org.foldlink.atlas.registration;

import org.jspecify.annotations.NullMarked;
