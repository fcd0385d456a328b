package org.foldlink.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.foldlink.transport.PeerLog.Event;
import org.jspecify.annotations.Nullable;

/** Keeps one outgoing connection open: calls, and calls again after a pause that doubles while it fails. */
final class UpstreamCaller {

    private final Bootstrap bootstrap;
    private final Upstream upstream;
    private final long minMillis;
    private final long maxMillis;
    private final PeerLog log;
    private long pauseMillis;
    private boolean stopped;
    private @Nullable Channel channel;

    UpstreamCaller(Bootstrap bootstrap, Upstream upstream, TransportSettings settings, PeerLog log) {
        this.bootstrap = bootstrap;
        this.upstream = upstream;
        this.minMillis = settings.reconnectMin().toMillis();
        this.maxMillis = settings.reconnectMax().toMillis();
        this.pauseMillis = minMillis;
        this.log = log;
    }

    synchronized void call() {
        if (stopped) {
            return;
        }
        ChannelFuture connecting =
                bootstrap.connect(upstream.address().host(), upstream.address().port());
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                connected(connecting.channel());
            } else {
                again("the server does not answer");
            }
        });
    }

    private synchronized void connected(Channel open) {
        channel = open;
        pauseMillis = minMillis;
        if (stopped) {
            Future<?> unused = open.close();
        }
        open.closeFuture().addListener(closed -> again("the connection ended"));
    }

    private synchronized void again(String why) {
        if (stopped) {
            return;
        }
        log.info(Event.RECONNECT, upstream.address().toString(), why + "; trying again in " + pauseMillis + " ms");
        Future<?> unused = bootstrap.config().group().schedule(this::call, pauseMillis, TimeUnit.MILLISECONDS);
        pauseMillis = Math.min(maxMillis, pauseMillis * 2);
    }

    synchronized void stop() {
        stopped = true;
        Channel open = channel;
        if (open != null) {
            Future<?> unused = open.close();
        }
    }
}
