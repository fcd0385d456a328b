/**
 * What a client says and hears: OpenIGTLink messages to requests of the session layer, and events of jobs to messages. Knows no sockets.
 *
 * <p>One class a command; {@code Dialogue} hands each message to the one that serves it.
 */
@NullMarked
package org.foldlink.transport.dialogue;

import org.jspecify.annotations.NullMarked;
