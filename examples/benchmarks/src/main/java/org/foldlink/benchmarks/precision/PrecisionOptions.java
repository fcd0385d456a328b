package org.foldlink.benchmarks.precision;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What to compare on.
 *
 * @param images folder of {@code CASE.nii.gz}, or {@code CASE_0000.nii.gz} and so on, a file a channel
 * @param labels folder of {@code CASE.nii.gz}
 * @param cases JSON list of case names; without one, every case that has a label
 * @param first only so many of them; 0 for all
 */
record PrecisionOptions(
        Path model, Path images, Path labels, Optional<Path> cases, int first, int threads, boolean mirroring) {

    static final String USAGE = "usage: foldlink bench precision MODEL_FOLDER --images DIR --labels DIR"
            + " [--cases LIST.json] [--first N] [--threads N] [--no-mirroring]";

    /** @throws IllegalArgumentException with what is wrong */
    static PrecisionOptions parse(String[] args) {
        Optional<Path> model = Optional.empty();
        Optional<Path> images = Optional.empty();
        Optional<Path> labels = Optional.empty();
        Optional<Path> cases = Optional.empty();
        int first = 0;
        int threads = Runtime.getRuntime().availableProcessors();
        boolean mirroring = true;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--images" -> images = Optional.of(Path.of(value(args, ++i)));
                case "--labels" -> labels = Optional.of(Path.of(value(args, ++i)));
                case "--cases" -> cases = Optional.of(Path.of(value(args, ++i)));
                case "--first" -> first = number(value(args, ++i));
                case "--threads" -> threads = number(value(args, ++i));
                case "--no-mirroring" -> mirroring = false;
                default -> {
                    if (args[i].startsWith("-") || model.isPresent()) {
                        throw new IllegalArgumentException("unknown option " + args[i]);
                    }
                    model = Optional.of(Path.of(args[i]));
                }
            }
        }
        return new PrecisionOptions(
                model.orElseThrow(() -> new IllegalArgumentException("the model's folder is missing")),
                images.orElseThrow(() -> new IllegalArgumentException("--images is missing")),
                labels.orElseThrow(() -> new IllegalArgumentException("--labels is missing")),
                cases,
                first,
                threads,
                mirroring);
    }

    private static String value(String[] args, int i) {
        if (i == args.length) {
            throw new IllegalArgumentException(args[i - 1] + " lacks its value");
        }
        return args[i];
    }

    private static int number(String text) {
        try {
            int n = Integer.parseInt(text);
            if (n >= 1) {
                return n;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(text + " (expected a number of 1 or more)");
    }
}
