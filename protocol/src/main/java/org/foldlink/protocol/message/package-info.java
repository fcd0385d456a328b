/** OpenIGTLink messages as immutable values: one record per type, without framing. */
@NullMarked
package org.foldlink.protocol.message;

import org.jspecify.annotations.NullMarked;
