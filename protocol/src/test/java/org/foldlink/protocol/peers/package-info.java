/** The library held against other implementations: bytes that they packed, and the programs themselves (tag {@code peers}). */
@NullMarked
package org.foldlink.protocol.peers;

import org.jspecify.annotations.NullMarked;
