/** Closed triangle meshes of the structures of a labelmap, in RAS mm, and their files. */
@NullMarked
package org.foldlink.surface;

import org.jspecify.annotations.NullMarked;
