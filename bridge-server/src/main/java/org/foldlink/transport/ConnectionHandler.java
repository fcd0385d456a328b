package org.foldlink.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Takes a channel's events off Netty's loop, in order, to the connection's own thread; only writing stays on the loop. */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {

    private final Executor own;
    private final FrameReader reader;
    private final Connection connection;
    private final PeerLog log;

    ConnectionHandler(Executor own, FrameReader reader, Connection connection, PeerLog log) {
        this.own = own;
        this.reader = reader;
        this.connection = connection;
        this.log = log;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        own.execute(reader::start);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            own.execute(() -> reader.read(bytes));
        } catch (RejectedExecutionException e) {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        own.execute(reader::readOn);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        connection.writer().drain();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        own.execute(reader::end);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            connection.close("the connection broke");
        } else {
            log.error(connection.logName(), "the connection failed", cause);
            connection.close("the bridge failed");
        }
    }
}
