/**
 * The dialogue's client on plain sockets: sends volumes, runs a job, takes its results up again after a broken connection. What {@code
 * foldlink send} and the demo use.
 */
@NullMarked
package org.foldlink.transport.client;

import org.jspecify.annotations.NullMarked;
