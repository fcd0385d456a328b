/**
 * Use cases of the bridge: sessions, the images they hold, jobs, the fair queue and results. Knows neither sockets nor messages nor a
 * runtime: the transport turns messages into these requests and {@link org.foldlink.session.JobEvent}s into messages.
 *
 * <p><b>Discipline.</b> One lock a {@link org.foldlink.session.Bridge} guards all that changes here. The segmenter and the measurements
 * are never called under it; {@link org.foldlink.session.Outbox} is, so that events reach it in the order of their revisions.
 */
@NullMarked
package org.foldlink.session;

import org.jspecify.annotations.NullMarked;
