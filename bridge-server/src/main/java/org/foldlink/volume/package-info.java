/** Volumes and labelmaps: typed voxels on a grid. */
@NullMarked
package org.foldlink.volume;

import org.jspecify.annotations.NullMarked;
