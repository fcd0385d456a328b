package org.foldlink.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.foldlink.protocol.codec.PacketDecoder;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException;
import org.foldlink.transport.HostPort;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints OpenIGTLink messages, one JSON object a message. */
@Command(
        name = "inspect",
        description = {
            "Print OpenIGTLink messages, one JSON object a message, from a file, standard input or a live port.",
            "Exit status 2, with the reason, on the first malformed message."
        })
final class InspectCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "A file of messages; - or nothing for standard input.")
    private @Nullable String file;

    @Option(names = "--connect", paramLabel = "HOST:PORT", description = "Connect to a server and print what it sends.")
    private @Nullable String connect;

    @Option(
            names = "--listen",
            paramLabel = "PORT",
            description =
                    "Listen on this port of the loopback address and print what the first client sends; 0 takes any free port.")
    private @Nullable Integer listen;

    @Option(names = "--count", paramLabel = "N", description = "End after N messages.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--no-crc", description = "Do not check checksums.")
    private boolean noCrc;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    InspectCommand() {}

    @Override
    public Integer call() throws IOException {
        int sources = (file == null ? 0 : 1) + (connect == null ? 0 : 1) + (listen == null ? 0 : 1);
        if (sources > 1) {
            throw new CommandFailure(
                    ExitCode.USAGE, "got " + sources + " sources (expected one of a file, --connect and --listen)");
        }
        if (count < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--count = " + count + " (expected 1 or more)");
        }
        if (connect != null) {
            return print(connect(connect));
        } else if (listen != null) {
            return print(accept(listen));
        } else if (file != null && !file.equals("-")) {
            return print(open(Path.of(file)));
        }
        return print(System.in);
    }

    private static InputStream open(Path path) throws IOException {
        try {
            return new BufferedInputStream(Files.newInputStream(path));
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "file " + path + " does not exist", e);
        }
    }

    private static InputStream connect(String address) {
        try {
            HostPort server = HostPort.parse(address);
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(server.host(), server.port()), 10_000);
            return socket.getInputStream();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--connect: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "cannot connect to " + address + ": " + e.getMessage() + " (is a server running there?)",
                    e);
        }
    }

    private InputStream accept(int port) {
        if (port < 0 || port > 65535) {
            throw new CommandFailure(ExitCode.USAGE, "--listen = " + port + " (expected a port, 0..65535)");
        }
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("foldlink: listening on 127.0.0.1:" + server.getLocalPort());
            err.flush();
            return server.accept().getInputStream();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "cannot listen on port " + port + ": " + e.getMessage() + " (give another one)",
                    e);
        }
    }

    private int print(InputStream source) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PacketDecoder decoder = new PacketDecoder(PacketDecoder.Options.DEFAULT.withCheckCrc(!noCrc));
        byte[] bytes = new byte[1 << 16];
        long printed = 0;
        try (InputStream in = source) {
            for (int n; printed < count && (n = in.read(bytes)) >= 0; ) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, n);
                for (PacketDecoder.Result r; printed < count && (r = decoder.next(buffer)) != null; printed++) {
                    if (r instanceof PacketDecoder.Received received) {
                        print(out, received.packet(), received.header().bodySize());
                    } else if (r instanceof PacketDecoder.Rejected rejected) {
                        throw rejected.error();
                    }
                }
                out.flush();
            }
            if (printed < count) {
                decoder.end();
            }
            return ExitCode.OK.code();
        } catch (ProtocolException e) {
            out.flush();
            throw new CommandFailure(
                    ExitCode.MALFORMED, "message " + (printed + 1) + " is malformed: " + e.getMessage(), e);
        }
    }

    private static void print(PrintWriter out, Packet packet, long bodyBytes) throws JsonProcessingException {
        out.println(PacketJson.of(packet, bodyBytes));
    }
}
