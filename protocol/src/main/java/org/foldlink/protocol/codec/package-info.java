/** One codec per message type, and the packet decoder and encoder that use them. */
@NullMarked
package org.foldlink.protocol.codec;

import org.jspecify.annotations.NullMarked;
