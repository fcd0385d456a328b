package org.foldlink.benchmarks.engine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to measure.
 *
 * @param quick a small network in place of the default one: proves that the command works, measures nothing of note
 * @param full whole predictions of every engine in place of three tiles each: most of an hour
 * @param threads of every engine
 * @param json where the figures are written as well
 */
record BenchOptions(boolean quick, boolean full, int threads, Optional<Path> json) {

    static final String USAGE = "usage: foldlink bench engine [--quick | --full] [--threads N] [--json FILE]";

    /** @throws IllegalArgumentException with what is wrong */
    static BenchOptions parse(String[] args) {
        boolean quick = false;
        boolean full = false;
        int threads = Runtime.getRuntime().availableProcessors();
        Optional<Path> json = Optional.empty();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> quick = true;
                case "--full" -> full = true;
                case "--threads" -> threads = threads(value(args, ++i));
                case "--json" -> json = Optional.of(Path.of(value(args, ++i)));
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        if (quick && full) {
            throw new IllegalArgumentException("--quick and --full exclude each other (expected one of them)");
        }
        return new BenchOptions(quick, full, threads, json);
    }

    private static String value(String[] args, int i) {
        if (i == args.length) {
            throw new IllegalArgumentException(args[i - 1] + " lacks its value");
        }
        return args[i];
    }

    private static int threads(String text) {
        try {
            int n = Integer.parseInt(text);
            if (n >= 1) {
                return n;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("--threads = " + text + " (expected 1 or more)");
    }
}
