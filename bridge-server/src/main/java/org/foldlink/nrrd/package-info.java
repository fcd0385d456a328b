/** NRRD files, 3D Slicer's own format, in and out: attached and detached, and segmentations (.seg.nrrd) out. */
@NullMarked
package org.foldlink.nrrd;

import org.jspecify.annotations.NullMarked;
