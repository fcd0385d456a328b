/** Framing: header, extended header, metadata, checksum, limits, bounds-checked reading and writing. */
@NullMarked
package org.foldlink.protocol.wire;

import org.jspecify.annotations.NullMarked;
