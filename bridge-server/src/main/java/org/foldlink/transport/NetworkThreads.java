package org.foldlink.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/** Netty's event loops and channel types: epoll where the system has it, else NIO. */
record NetworkThreads(
        String kind,
        EventLoopGroup acceptors,
        EventLoopGroup workers,
        ChannelFactory<? extends ServerChannel> serverChannel,
        ChannelFactory<? extends SocketChannel> clientChannel) {

    private static final int KEEP_IDLE_SECONDS = 60;
    private static final int KEEP_INTERVAL_SECONDS = 10;
    private static final int KEEP_COUNT = 3;

    static NetworkThreads start() {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        return new NetworkThreads(
                epoll ? "epoll" : "nio",
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("foldlink-accept", true), io),
                new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("foldlink-net", true), io),
                epoll ? EpollServerSocketChannel::new : NioServerSocketChannel::new,
                epoll ? EpollSocketChannel::new : NioSocketChannel::new);
    }

    /** Of connections that clients make. */
    static void tune(ServerBootstrap bootstrap) {
        options().forEach(option -> option.ofChild(bootstrap));
    }

    /** Of connections that the bridge makes. */
    static void tune(Bootstrap bootstrap) {
        options().forEach(option -> option.of(bootstrap));
    }

    /**
     * Reads are asked for one by one, so that what has come is dealt with first; keep-alive finds half-open connections within about a
     * minute and a half.
     */
    private static List<Setting<?>> options() {
        List<Setting<?>> all = new ArrayList<>(List.of(
                new Setting<>(ChannelOption.AUTO_READ, false),
                new Setting<>(ChannelOption.TCP_NODELAY, true),
                new Setting<>(ChannelOption.SO_KEEPALIVE, true),
                new Setting<>(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(256 * 1024, 1024 * 1024)),
                new Setting<>(
                        ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(64, 16 * 1024, 512 * 1024))));
        if (Epoll.isAvailable()) {
            all.add(new Setting<>(EpollChannelOption.TCP_KEEPIDLE, KEEP_IDLE_SECONDS));
            all.add(new Setting<>(EpollChannelOption.TCP_KEEPINTVL, KEEP_INTERVAL_SECONDS));
            all.add(new Setting<>(EpollChannelOption.TCP_KEEPCNT, KEEP_COUNT));
        } else {
            all.add(new Setting<>(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), KEEP_IDLE_SECONDS));
            all.add(new Setting<>(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEEP_INTERVAL_SECONDS));
            all.add(new Setting<>(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEP_COUNT));
        }
        return all;
    }

    /** One option with its value. */
    private record Setting<T>(ChannelOption<T> option, T value) {
        void ofChild(ServerBootstrap bootstrap) {
            bootstrap.childOption(option, value);
        }

        void of(Bootstrap bootstrap) {
            bootstrap.option(option, value);
        }
    }

    void stop() {
        acceptors.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
        workers.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
