package org.foldlink.transport;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** Who connected to whom. */
sealed interface PeerKind {

    /** What a plain session goes by. */
    String address(Channel channel);

    /** For logs. */
    String logName(Channel channel);

    /** For logs. */
    String connected();

    /** Whether silence before the first message is a stall. */
    boolean mustSpeakFirst();

    /** Whether results of its jobs are sent to it. */
    boolean results();

    /** A client of ours. */
    record Caller() implements PeerKind {
        @Override
        public String address(Channel channel) {
            // Without the port: a client that comes back has another.
            return channel.remoteAddress() instanceof InetSocketAddress inet
                    ? inet.getAddress().getHostAddress()
                    : "local";
        }

        @Override
        public String logName(Channel channel) {
            return channel.remoteAddress() instanceof InetSocketAddress inet
                    ? new HostPort(inet.getAddress().getHostAddress(), inet.getPort()).toString()
                    : "local";
        }

        @Override
        public String connected() {
            return "a client connected";
        }

        @Override
        public boolean mustSpeakFirst() {
            return true;
        }

        @Override
        public boolean results() {
            return true;
        }
    }

    /** A server that the bridge calls; it may have nothing to say for hours. */
    record Called(Upstream upstream) implements PeerKind {
        @Override
        public String address(Channel channel) {
            return upstream.address().toString();
        }

        @Override
        public String logName(Channel channel) {
            return upstream.address().toString();
        }

        @Override
        public String connected() {
            return "connected to a server";
        }

        @Override
        public boolean mustSpeakFirst() {
            return false;
        }

        @Override
        public boolean results() {
            return upstream.results();
        }
    }
}
