package org.foldlink.transport;

import java.time.Duration;
import java.util.List;

/**
 * How the server listens and how long it waits for its peers.
 *
 * @param listen where to listen; port 0 lets the system choose
 * @param allow networks whose peers may connect; needed for any address but loopback, since the wire is clear text
 * @param connect servers that the bridge calls, and treats like plain clients
 * @param maxClients connections at once; one more is closed with a logged reason
 * @param readStall without a byte for so long, before the first valid message or inside one, the connection is closed
 * @param messageTime one message must be whole within this time, however steadily its bytes come
 * @param writeStall a peer that takes nothing off its socket for so long while something waits is disconnected
 * @param maxMessageBytes a message with a larger body is drained, discarded and answered by STATUS
 * @param queueBytes what may wait for one client and cannot be dropped; more than the results that one session may hold, or a client
 *     could never take its results up again
 * @param reconnectMin first pause before a broken outgoing connection is tried again; it doubles up to {@code reconnectMax}
 * @param reconnectMax longest such pause
 * @param shutdownGrace how long a shutdown waits for queued results to leave
 */
public record TransportSettings(
        HostPort listen,
        Networks allow,
        List<Upstream> connect,
        int maxClients,
        Duration readStall,
        Duration messageTime,
        Duration writeStall,
        int maxMessageBytes,
        long queueBytes,
        Duration reconnectMin,
        Duration reconnectMax,
        Duration shutdownGrace) {

    public static final int DEFAULT_PORT = 18944;

    public static final TransportSettings DEFAULT = new TransportSettings(
            new HostPort("127.0.0.1", DEFAULT_PORT),
            Networks.NONE,
            List.of(),
            64,
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(60),
            Integer.MAX_VALUE - 64,
            2L << 30,
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5));

    public TransportSettings {
        connect = List.copyOf(connect);
        positive("readStall", readStall);
        positive("messageTime", messageTime);
        positive("writeStall", writeStall);
        positive("reconnectMin", reconnectMin);
        positive("reconnectMax", reconnectMax);
        if (maxClients < 1) {
            throw new IllegalArgumentException("maxClients = " + maxClients + " (expected 1 or more)");
        }
        if (maxMessageBytes < 1 || maxMessageBytes > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("maxMessageBytes = " + maxMessageBytes + " (expected 1..2147483583)");
        }
        if (queueBytes < 1) {
            throw new IllegalArgumentException("queueBytes = " + queueBytes + " (expected 1 or more)");
        }
    }

    private static void positive(String field, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(field + " = " + value + " (expected more than zero)");
        }
    }

    public TransportSettings withListen(HostPort address) {
        return new TransportSettings(
                address,
                allow,
                connect,
                maxClients,
                readStall,
                messageTime,
                writeStall,
                maxMessageBytes,
                queueBytes,
                reconnectMin,
                reconnectMax,
                shutdownGrace);
    }

    public TransportSettings withAllow(Networks networks) {
        return new TransportSettings(
                listen,
                networks,
                connect,
                maxClients,
                readStall,
                messageTime,
                writeStall,
                maxMessageBytes,
                queueBytes,
                reconnectMin,
                reconnectMax,
                shutdownGrace);
    }

    public TransportSettings withConnect(List<Upstream> servers) {
        return new TransportSettings(
                listen,
                allow,
                servers,
                maxClients,
                readStall,
                messageTime,
                writeStall,
                maxMessageBytes,
                queueBytes,
                reconnectMin,
                reconnectMax,
                shutdownGrace);
    }

    public TransportSettings withMaxClients(int n) {
        return new TransportSettings(
                listen,
                allow,
                connect,
                n,
                readStall,
                messageTime,
                writeStall,
                maxMessageBytes,
                queueBytes,
                reconnectMin,
                reconnectMax,
                shutdownGrace);
    }

    public TransportSettings withTimes(Duration read, Duration message, Duration write) {
        return new TransportSettings(
                listen,
                allow,
                connect,
                maxClients,
                read,
                message,
                write,
                maxMessageBytes,
                queueBytes,
                reconnectMin,
                reconnectMax,
                shutdownGrace);
    }

    public TransportSettings withLimits(int messageBytes, long queued) {
        return new TransportSettings(
                listen,
                allow,
                connect,
                maxClients,
                readStall,
                messageTime,
                writeStall,
                messageBytes,
                queued,
                reconnectMin,
                reconnectMax,
                shutdownGrace);
    }

    public TransportSettings withReconnect(Duration min, Duration max) {
        return new TransportSettings(
                listen,
                allow,
                connect,
                maxClients,
                readStall,
                messageTime,
                writeStall,
                maxMessageBytes,
                queueBytes,
                min,
                max,
                shutdownGrace);
    }
}
