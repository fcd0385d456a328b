/**
 * OpenIGTLink over TCP: the server, connections to servers that we call, framing, back-pressure. The only importer of Netty.
 *
 * <p>A message comes in through {@code FrameReader} (bytes to messages), goes to {@code dialogue} (messages to requests of the session
 * layer) and what comes back leaves through {@code SendQueue} and {@code QueueWriter} (messages to bytes, as fast as the peer takes them).
 */
@NullMarked
package org.foldlink.transport;

import org.jspecify.annotations.NullMarked;
