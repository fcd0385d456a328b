package org.foldlink.benchmarks;

import java.util.Arrays;
import org.foldlink.benchmarks.engine.AdaptiveBench;
import org.foldlink.benchmarks.engine.EngineBench;
import org.foldlink.benchmarks.engine.MemoryBench;
import org.foldlink.benchmarks.protocol.ProtocolBench;

/** {@code bench protocol}, {@code bench engine}, {@code bench adaptive} or {@code bench memory}: runs one group of benchmarks. */
public final class Main {
    private static final int WRONG_USAGE = 64;

    private Main() {}

    public static void main(String[] args) throws Exception {
        String group = args.length == 0 ? "" : args[0];
        if (group.equals("protocol")) {
            System.exit(ProtocolBench.run(Arrays.copyOfRange(args, 1, args.length)));
        }
        if (group.equals("engine")) {
            System.exit(EngineBench.run(Arrays.copyOfRange(args, 1, args.length)));
        }
        if (group.equals("adaptive")) {
            System.exit(AdaptiveBench.run(Arrays.copyOfRange(args, 1, args.length)));
        }
        if (group.equals("memory")) {
            System.exit(MemoryBench.run(Arrays.copyOfRange(args, 1, args.length)));
        }
        System.err.println("usage: foldlink bench protocol [--quick]");
        System.err.println("       foldlink bench engine [--quick | --full] [--threads N] [--json FILE]");
        System.err.println("       foldlink bench adaptive [--quick]");
        System.err.println("       foldlink bench memory [--quick]");
        System.exit(WRONG_USAGE);
    }
}
