package org.foldlink.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP proxy that breaks its first connection in the middle, then lets the others be. */
final class CuttingProxy implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private final AtomicInteger connections = new AtomicInteger();
    private final int target;
    private final long upBytes;
    private final long downBytes;

    /**
     * @param upBytes of the first connection, client to server, after which it is cut
     * @param downBytes likewise, server to client
     */
    CuttingProxy(int target, long upBytes, long downBytes) throws IOException {
        this.target = target;
        this.upBytes = upBytes;
        this.downBytes = downBytes;
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                boolean first = connections.incrementAndGet() == 1;
                start(() -> pump(client, server, first ? upBytes : Long.MAX_VALUE));
                start(() -> pump(server, client, first ? downBytes : Long.MAX_VALUE));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private static void pump(Socket from, Socket to, long most) {
        byte[] bytes = new byte[4096];
        long left = most;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n; left > 0 && (n = in.read(bytes, 0, (int) Math.min(bytes.length, left))) >= 0; left -= n) {
                out.write(bytes, 0, n);
            }
        } catch (IOException e) {
            // The other side went: so does this one.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
