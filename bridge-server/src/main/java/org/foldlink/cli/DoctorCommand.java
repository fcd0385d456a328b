package org.foldlink.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.foldlink.atlas.AtlasException;
import org.foldlink.atlas.Atlases;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.onnx.OnnxRuntimeInfo;
import org.foldlink.inference.openvino.OpenVino;
import org.foldlink.inference.openvino.OpenVinoInfo;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelStore;
import org.foldlink.transport.TransportSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what this machine has, what is missing, and what to do. */
@Command(
        name = "doctor",
        description = {
            "Check this machine: Java, ONNX Runtime, OpenVINO, brain atlas, GPU, memory, models, port, peers of the"
                    + " tests.",
            "Exit status 1 if something that the bridge needs is missing."
        })
final class DoctorCommand implements Callable<Integer> {

    @Option(names = "--models", paramLabel = "DIR", description = "Folder of model folders.")
    private @Nullable Path models;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "Port to look at (default: 18944).")
    private int port = TransportSettings.DEFAULT_PORT;

    @Spec
    private CommandSpec spec;

    private boolean good = true;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    DoctorCommand() {}

    @Override
    public Integer call() {
        ok("FoldLink", Version.get() + ". " + Main.NOTICE);
        ok(
                "Java",
                Runtime.version() + " (" + System.getProperty("java.vendor") + "), " + System.getProperty("os.name")
                        + " " + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors");
        memory();
        runtime();
        openVino();
        atlas();
        gpu();
        engine();
        models();
        port();
        peer(
                "C++ OpenIGTLink",
                Files.exists(Path.of("/usr/include/openigtlink")),
                "apt-get install libopenigtlink-dev g++ cmake");
        peer(
                "peers in Python",
                Files.exists(Home.folder().resolve(".foldlink/venv-peers/bin/python")),
                "./foldlink test --peers makes them");
        return (good ? ExitCode.OK : ExitCode.FAILED).code();
    }

    private void memory() {
        long total = ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : 0;
        String line = String.format(
                Locale.ROOT,
                "%.1f GiB in the machine, Java heap up to %.1f GiB",
                total / 0x1p30,
                Runtime.getRuntime().maxMemory() / 0x1p30);
        if (total >= 4L << 30) {
            ok("memory", line);
        } else {
            note("memory", line + ": volumes of a whole CT may be refused (expected 4 GiB or more)");
        }
    }

    private void runtime() {
        try {
            OnnxRuntimeInfo info = OnnxRuntimeInfo.load();
            ok("ONNX Runtime", info.version() + ", providers " + String.join(", ", info.providers()));
        } catch (SegmentationException e) {
            missing("ONNX Runtime", String.valueOf(e.getMessage()));
        }
    }

    private void openVino() {
        OpenVino openVino = new OpenVino(Home.folder());
        if (openVino.find().isEmpty() && !openVino.isNamed()) {
            note("OpenVINO", "not there: networks run on ONNX Runtime (./foldlink setup openvino brings it)");
            return;
        }
        try {
            OpenVinoInfo info = openVino.info();
            String bf16 = !info.bf16()
                    ? "no bf16 on this processor"
                    : info.bf16Units().isEmpty()
                            ? "bf16 without units of its own: no faster"
                            : "bf16 by " + String.join(", ", info.bf16Units());
            ok("OpenVINO", info.version() + ", " + info.library() + ", " + bf16);
        } catch (SegmentationException e) {
            missing("OpenVINO", String.valueOf(e.getMessage()));
        }
    }

    private void atlas() {
        Path folder = Home.atlas();
        if (!Atlases.isInstalled(folder)) {
            note("brain atlas", "coarse, of lobes alone (./foldlink setup atlas brings the Talairach atlas)");
            return;
        }
        try {
            Atlases.check(folder);
            ok("brain atlas", "Talairach, " + folder);
        } catch (AtlasException e) {
            missing("brain atlas", String.valueOf(e.getMessage()));
        }
    }

    private void gpu() {
        String driver =
                output(List.of("nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"));
        LibraryFinder finder = LibraryFinder.ofThisMachine(output(List.of("ldconfig", "-p")));
        int cuda = System.getProperty(GpuCheck.NATIVE_PATH) == null ? 12 : 13;
        for (GpuCheck.Line line : new GpuCheck(finder::find, driver, hasCuda(), cuda).lines()) {
            switch (line.mark()) {
                case OK -> ok(line.what(), line.text());
                case NOTE -> note(line.what(), line.text());
                case MISSING -> missing(line.what(), line.text());
            }
        }
    }

    private static boolean hasCuda() {
        try {
            return OnnxRuntimeInfo.load().hasCuda();
        } catch (SegmentationException e) {
            return false; // said above
        }
    }

    private static String output(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(false).start();
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                return "";
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private void engine() {
        try {
            EngineChoice.Chosen chosen =
                    Engines.choice().open(EngineConfig.DEFAULT.settings().get(0));
            chosen.runtime().close();
            ok("device auto", "runs on " + chosen.title());
        } catch (SegmentationException e) {
            missing("device auto", String.valueOf(e.getMessage()));
        }
    }

    private void models() {
        ModelFolders where = ModelFolders.of(models);
        try {
            ModelStore store = ModelStore.open(where.folders(), where.guard());
            for (ModelDescriptor m : store.list()) {
                ok("model", m.id() + " " + m.version() + ", " + m.folds().size() + " folds");
            }
            store.broken().forEach(b -> missing("model", b.id() + " cannot be used: " + b.reason()));
            if (store.list().isEmpty()) {
                missing("model", "none in " + where + " (name the folder with --models)");
            }
        } catch (ModelException e) {
            missing("model", e.getMessage() + " (name the folder with --models)");
        }
    }

    private void port() {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            ok("port", probe.getLocalPort() + " is free");
        } catch (IOException | IllegalArgumentException e) {
            note("port", port + " is in use (another bridge? choose another one: foldlink serve --port)");
        }
    }

    private void peer(String what, boolean there, String remedy) {
        if (there) {
            ok(what, "there");
        } else {
            note(what, "not there; only foldlink test --peers needs it (" + remedy + ")");
        }
    }

    private void ok(String what, String line) {
        print("ok      ", what, line);
    }

    private void note(String what, String line) {
        print("note    ", what, line);
    }

    private void missing(String what, String line) {
        good = false;
        print("MISSING ", what, line);
    }

    private void print(String mark, String what, String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s %-16s %s%n", mark, what, line);
    }
}
