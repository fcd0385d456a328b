package org.foldlink.benchmarks;

import java.util.Arrays;
import org.foldlink.benchmarks.engine.AdaptiveBench;
import org.foldlink.benchmarks.engine.EngineBench;
import org.foldlink.benchmarks.engine.MemoryBench;
import org.foldlink.benchmarks.evaluate.EvaluateBench;
import org.foldlink.benchmarks.fuse.FuseBench;
import org.foldlink.benchmarks.measure.MeasureBench;
import org.foldlink.benchmarks.options.OptionsBench;
import org.foldlink.benchmarks.precision.PrecisionBench;
import org.foldlink.benchmarks.protocol.ProtocolBench;
import org.foldlink.benchmarks.register.RegisterBench;
import org.foldlink.benchmarks.surface.SurfaceBench;

/** {@code bench GROUP}: runs one group of benchmarks. */
public final class Main {
    private static final int WRONG_USAGE = 64;

    private Main() {}

    public static void main(String[] args) throws Exception {
        String group = args.length == 0 ? "" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        System.exit(
                switch (group) {
                    case "protocol" -> ProtocolBench.run(rest);
                    case "engine" -> EngineBench.run(rest);
                    case "adaptive" -> AdaptiveBench.run(rest);
                    case "memory" -> MemoryBench.run(rest);
                    case "measure" -> MeasureBench.run(rest);
                    case "precision" -> PrecisionBench.run(rest);
                    case "evaluate" -> EvaluateBench.run(rest);
                    case "fuse" -> FuseBench.run(rest);
                    case "options" -> OptionsBench.run(rest);
                    case "surface" -> SurfaceBench.run(rest);
                    case "register" -> RegisterBench.run(rest);
                    default -> usage();
                });
    }

    private static int usage() {
        System.err.println("usage: foldlink bench protocol [--quick]");
        System.err.println("       foldlink bench engine [--quick | --full] [--threads N] [--json FILE]");
        System.err.println("       foldlink bench adaptive [--quick]");
        System.err.println("       foldlink bench memory [--quick]");
        System.err.println("       foldlink bench measure [--quick] [--generated]");
        System.err.println(
                "       foldlink bench precision MODEL_FOLDER --images DIR --labels DIR [--cases LIST.json]");
        System.err.println("       foldlink bench evaluate");
        System.err.println("       foldlink bench fuse [--generated]");
        System.err.println("       foldlink bench options NETWORK.onnx [ROUNDS]");
        System.err.println("       foldlink bench surface [--quick] [--threads N]");
        System.err.println("       foldlink bench register [--quick] [--generated]");
        return WRONG_USAGE;
    }
}
