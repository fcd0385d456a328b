package org.foldlink.benchmarks.protocol;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures the C++ library first, then ours, and prints both with their ratio. */
public final class ProtocolBench {
    private static final double MEGA = 1e6;

    private ProtocolBench() {}

    /** @param label for people, {@code goal} the ratio aimed at, {@code bytes} of one operation */
    private record Row(String label, String cppName, double goal, int bytes) {}

    /** @return the exit status */
    public static int run(String[] args) throws Exception {
        boolean quick = List.of(args).contains("--quick");
        double seconds = quick ? 0.5 : 1.5;
        Path root = Path.of(System.getProperty("foldlink.home", "."));
        System.out.println("C++ library …");
        Map<String, Double> cpp = CppFigures.measure(root, seconds);
        System.out.println("FoldLink …");
        Map<String, Double> ours = measure(quick);
        print(cpp, ours);
        return 0;
    }

    private static Map<String, Double> measure(boolean quick) throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("org\\.foldlink\\.benchmarks\\.protocol\\..*")
                .forks(1)
                .warmupIterations(quick ? 1 : 6)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(quick ? 1 : 3)
                .measurementTime(TimeValue.seconds(1))
                .jvmArgsAppend("-Xms1g", "-Xmx2g")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        Collection<RunResult> results = new Runner(options.build()).run();
        Map<String, Double> figures = new LinkedHashMap<>();
        for (RunResult result : results) {
            String method = result.getParams().getBenchmark();
            String name = method.substring(method.lastIndexOf('.') + 1);
            String sample = result.getParams().getParam("sample");
            figures.put(
                    sample == null ? name : name + "_" + sample.toLowerCase(Locale.ROOT),
                    result.getPrimaryResult().getScore());
            double micros = secondary(result, "micros");
            if (sample != null && micros > 0) {
                double messages = secondary(result, "messages");
                figures.put("processor_" + sample.toLowerCase(Locale.ROOT), messages * MEGA / micros);
            }
        }
        return figures;
    }

    /** A counter beside the rate; 0 where the benchmark has none of that name. */
    private static double secondary(RunResult result, String name) {
        Result<?> counter = result.getSecondaryResults().get(name);
        return counter == null ? 0 : counter.getScore();
    }

    private static void print(Map<String, Double> cpp, Map<String, Double> ours) {
        Map<String, Row> rows = new LinkedHashMap<>();
        int volume = Samples.VOLUME256.bytes();
        int frame = Samples.FRAME512.bytes();
        rows.put("crc64", new Row("CRC-64", "crc64_bytes", 5, volume));
        rows.put("pack_volume256", new Row("pack 256³ int16, in process", "pack_volume256", 5, volume));
        rows.put("unpack_volume256", new Row("unpack 256³ int16, in process", "unpack_volume256", 5, volume));
        rows.put("pack_frame512", new Row("pack 512² uint8, in process", "pack_frame512", 5, frame));
        rows.put("unpack_frame512", new Row("unpack 512² uint8, in process", "unpack_frame512", 5, frame));
        rows.put(
                "receive_volume256",
                new Row("256³ int16 over loopback, CRC on both ends", "loopback_volume256", 10, volume));
        rows.put(
                "receive_frame512",
                new Row("512² uint8 over loopback, CRC on both ends", "loopback_frame512", 10, frame));
        rows.put(
                "processor_volume256",
                new Row("  the same, a second of the busier end's CPU", "processor_volume256", 10, volume));
        rows.put(
                "processor_frame512",
                new Row("  the same, a second of the busier end's CPU", "processor_frame512", 10, frame));
        System.out.printf(
                Locale.ROOT, "%n%-44s %12s %12s %8s %6s%n", "MB/s (messages/s)", "C++", "FoldLink", "ratio", "goal");
        rows.forEach((name, row) -> {
            double mine = ours.getOrDefault(name, Double.NaN);
            double theirs = cpp.getOrDefault(row.cppName(), Double.NaN);
            if (name.equals("crc64")) {
                theirs /= row.bytes(); // a rate of bytes, ours one of whole volumes
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-44s %12s %12s %8s %6s%n",
                    row.label(),
                    rate(theirs, row.bytes()),
                    rate(mine, row.bytes()),
                    Double.isNaN(theirs) ? "–" : String.format(Locale.ROOT, "%.1f×", mine / theirs),
                    String.format(Locale.ROOT, "%.0f×", row.goal()));
        });
    }

    private static String rate(double perSecond, int bytes) {
        return Double.isNaN(perSecond)
                ? "–"
                : String.format(Locale.ROOT, "%.0f (%.4g)", perSecond * bytes / MEGA, perSecond);
    }
}
