/** Voxel grids, affines, RAS and LPS, boxes. JDK only. */
@NullMarked
package org.foldlink.geometry;

import org.jspecify.annotations.NullMarked;
