package org.foldlink.clinical.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A TCP proxy before PostgreSQL that breaks a connection at its COMMIT, before the server gets it or before the client gets the answer. */
final class CommitCutter implements AutoCloseable {

    enum Cut {
        NOTHING,
        THE_COMMIT,
        ITS_ANSWER
    }

    private final ServerSocket listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private final int target;
    private volatile Cut cut = Cut.NOTHING;

    CommitCutter(int target) throws IOException {
        this.target = target;
        start(this::accept);
    }

    /** From the next commit on, once. */
    void cut(Cut next) {
        cut = next;
    }

    int port() {
        return listening.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "commit-cutter");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                start(() -> up(client, server));
                start(() -> down(server, client));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void up(Socket client, Socket server) {
        byte[] bytes = new byte[65_536];
        try (client;
                server) {
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            for (int n; (n = in.read(bytes)) >= 0; ) {
                boolean commit = new String(bytes, 0, n, StandardCharsets.ISO_8859_1).contains("COMMIT");
                Cut now = commit ? cut : Cut.NOTHING;
                if (now != Cut.NOTHING) {
                    cut = Cut.NOTHING;
                    client.close();
                }
                if (now != Cut.THE_COMMIT) {
                    out.write(bytes, 0, n);
                }
                if (now != Cut.NOTHING) {
                    // So that the server reads what it was sent before it sees the end.
                    server.shutdownOutput();
                    server.getInputStream().readAllBytes();
                    return;
                }
            }
        } catch (IOException e) {
            // The other side went: so does this one.
        }
    }

    private static void down(Socket server, Socket client) {
        byte[] bytes = new byte[65_536];
        try {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int n; (n = in.read(bytes)) >= 0; ) {
                out.write(bytes, 0, n);
            }
            client.close();
        } catch (IOException e) {
            // The other side went: so does this one.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
