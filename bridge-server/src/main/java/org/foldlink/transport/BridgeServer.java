package org.foldlink.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.foldlink.session.Bridge;
import org.foldlink.transport.PeerLog.Event;
import org.foldlink.transport.ServerStartException.Reason;
import org.foldlink.transport.dialogue.Dialogue;
import org.foldlink.transport.dialogue.ServerInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OpenIGTLink server: listens, calls the servers it was told to call, and lets each peer talk to the bridge. Thread-safe.
 *
 * <p>To stop without loss: {@link #stopListening}, {@link Bridge#shutdown}, {@link #close}.
 */
public final class BridgeServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BridgeServer.class);
    private static final int CONNECT_MILLIS = 5_000;

    private final TransportSettings settings;
    private final Bridge bridge;
    private final ServerInfo info;
    private final NetworkThreads threads;
    private final DefaultEventExecutorGroup dialogues;
    private final PeerLog log = new PeerLog();
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Map<Channel, Connection> connections = new ConcurrentHashMap<>();
    private final List<UpstreamCaller> callers;
    private final Channel listening;

    private BridgeServer(TransportSettings settings, Bridge bridge, ServerInfo info) throws ServerStartException {
        this.settings = settings;
        this.bridge = bridge;
        this.info = info;
        InetSocketAddress address = listenAddress(settings);
        this.threads = NetworkThreads.start();
        // One thread a client: a slow check or a large volume of one never holds up another. They start when needed.
        this.dialogues =
                new DefaultEventExecutorGroup(settings.maxClients(), new DefaultThreadFactory("foldlink-client", true));
        try {
            this.listening = listen(address);
        } catch (ServerStartException e) {
            stopThreads();
            throw e;
        }
        this.callers = settings.connect().stream().map(this::caller).toList();
        callers.forEach(UpstreamCaller::call);
        LOG.info("event=listening address={} io={} Not for clinical use.", address(), threads.kind());
    }

    /** Listens from the return on. */
    public static BridgeServer start(TransportSettings settings, Bridge bridge, ServerInfo info)
            throws ServerStartException {
        return new BridgeServer(settings, bridge, info);
    }

    /** Where it listens, with the port that was chosen. */
    public HostPort address() {
        InetSocketAddress local = (InetSocketAddress) listening.localAddress();
        return new HostPort(settings.listen().host(), local.getPort());
    }

    /** Connections open now, called servers included. */
    public int connections() {
        return connections.size();
    }

    /** Takes no more clients and calls no more servers; those connected stay. */
    public void stopListening() {
        listening.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        callers.forEach(UpstreamCaller::stop);
    }

    /** Gives what is queued {@link TransportSettings#shutdownGrace()} to leave, then disconnects all and ends the threads. */
    @Override
    public void close() {
        stopListening();
        long end = System.nanoTime() + settings.shutdownGrace().toNanos();
        while (System.nanoTime() < end && !allSent()) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        connections.values().forEach(connection -> connection.close("the bridge shuts down"));
        open.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        stopThreads();
    }

    private boolean allSent() {
        return connections.values().stream().allMatch(Connection::isIdle);
    }

    private void stopThreads() {
        threads.stop();
        dialogues.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }

    private static InetSocketAddress listenAddress(TransportSettings settings) throws ServerStartException {
        HostPort listen = settings.listen();
        InetAddress address;
        try {
            address = InetAddress.getAllByName(listen.host())[0];
        } catch (UnknownHostException e) {
            throw new ServerStartException(
                    Reason.BAD_ADDRESS,
                    "host \"" + listen.host()
                            + "\" is unknown (expected an address of this machine, such as 127.0.0.1)");
        }
        if (!address.isLoopbackAddress() && settings.allow().isEmpty()) {
            throw new ServerStartException(
                    Reason.NOT_ALLOWED,
                    "host \"" + listen.host() + "\" is not loopback and no network is allowed (the wire is clear text:"
                            + " name the networks that may connect with allow, such as 10.1.0.0/16)");
        }
        return new InetSocketAddress(address, listen.port());
    }

    private Channel listen(InetSocketAddress address) throws ServerStartException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(threads.acceptors(), threads.workers())
                .channelFactory(threads.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                });
        NetworkThreads.tune(bootstrap);
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new ServerStartException(
                    Reason.PORT_IN_USE,
                    "cannot listen on " + settings.listen() + ": " + why(bound.cause())
                            + " (stop the program that has the port, or choose another; 0 takes any free one)");
        }
        return bound.channel();
    }

    private static String why(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        return text.contains("in use") ? "the port is in use" : text;
    }

    private void accept(SocketChannel channel) {
        PeerKind kind = new PeerKind.Caller();
        if (!settings.allow().contains(channel.remoteAddress().getAddress())) {
            log.warn(Event.REFUSED, kind.logName(channel), "refused: its address is in none of the allowed networks");
            Future<?> unused = channel.close();
        } else if (connections.size() >= settings.maxClients()) {
            log.warn(
                    Event.REFUSED,
                    kind.logName(channel),
                    "refused: " + settings.maxClients() + " clients are connected");
            Future<?> unused = channel.close();
        } else {
            serve(channel, kind);
        }
    }

    private UpstreamCaller caller(Upstream upstream) {
        Bootstrap bootstrap = new Bootstrap()
                .group(threads.workers())
                .channelFactory(threads.clientChannel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        serve(channel, new PeerKind.Called(upstream));
                    }
                });
        NetworkThreads.tune(bootstrap);
        return new UpstreamCaller(bootstrap, upstream, settings, log);
    }

    private void serve(SocketChannel channel, PeerKind kind) {
        EventExecutor own = freest();
        Connection connection =
                new Connection(channel, kind.address(channel), kind.logName(channel), own, settings.queueBytes(), log);
        Dialogue dialogue = new Dialogue(bridge, info, connection, kind.results());
        connections.put(channel, connection);
        open.add(channel);
        channel.closeFuture().addListener(closed -> connections.remove(channel));
        FrameReader reader = new FrameReader(channel, own, connection, dialogue, kind, settings, log);
        channel.pipeline().addLast(new ConnectionHandler(own, reader, connection, log));
    }

    /** The thread with the fewest connections: none, as long as there are no more connections than threads. */
    private EventExecutor freest() {
        EventExecutor best = dialogues.next();
        long fewest = Long.MAX_VALUE;
        for (EventExecutor candidate : dialogues) {
            long n = connections.values().stream()
                    .filter(connection -> connection.runsOn(candidate))
                    .count();
            if (n < fewest) {
                best = candidate;
                fewest = n;
            }
        }
        return best;
    }
}
