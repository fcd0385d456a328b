package org.foldlink.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.foldlink.files.VolumeFiles;

/**
 * Predictions and references that belong together: one pair of files, or two folders, matched by the files' names without their extension.
 *
 * @param pairs by case
 * @param missing references without a prediction
 * @param surplus predictions without a reference
 */
record EvaluationCases(SortedMap<String, Pair> pairs, List<String> missing, List<String> surplus) {

    /** What {@code segment} writes beside a case's labelmap. */
    private static final Pattern BESIDE = Pattern.compile(".*\\.(doubt|prob\\.\\d+)");

    /** One case's files. */
    record Pair(Path prediction, Path reference) {}

    EvaluationCases {
        pairs = Collections.unmodifiableSortedMap(new TreeMap<>(pairs));
        missing = List.copyOf(missing);
        surplus = List.copyOf(surplus);
    }

    static EvaluationCases of(Path prediction, Path reference) {
        for (Path path : List.of(prediction, reference)) {
            if (!Files.exists(path)) {
                throw new CommandFailure(ExitCode.NO_INPUT, "input " + path + " does not exist");
            }
        }
        if (Files.isDirectory(prediction) != Files.isDirectory(reference)) {
            Path folder = Files.isDirectory(prediction) ? prediction : reference;
            throw new CommandFailure(
                    ExitCode.USAGE,
                    folder + " is a folder and the other is a file (expected two folders, or two files)");
        }
        if (!Files.isDirectory(prediction)) {
            String name = name(reference);
            name(prediction);
            return new EvaluationCases(
                    new TreeMap<>(Map.of(name, new Pair(prediction, reference))), List.of(), List.of());
        }
        SortedMap<String, Path> predictions = folder(prediction);
        SortedMap<String, Path> references = folder(reference);
        SortedMap<String, Pair> pairs = new TreeMap<>();
        List<String> missing = new ArrayList<>();
        references.forEach((name, file) -> {
            Path found = predictions.get(name);
            if (found == null) {
                missing.add(name);
            } else {
                pairs.put(name, new Pair(found, file));
            }
        });
        List<String> surplus = predictions.keySet().stream()
                .filter(name -> !references.containsKey(name))
                .toList();
        if (pairs.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT,
                    "no file of " + prediction + " has the name of one of " + reference
                            + " (expected case.nii.gz in both: there are " + predictions.firstKey() + " … and "
                            + references.firstKey() + " …)");
        }
        return new EvaluationCases(pairs, missing, surplus);
    }

    private static SortedMap<String, Path> folder(Path folder) {
        SortedMap<String, Path> cases = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(".")
                        || name.toLowerCase(Locale.ROOT).endsWith(".img")
                        || VolumeFiles.extension(file).isEmpty()
                        || BESIDE.matcher(name(file)).matches()) {
                    continue;
                }
                Path twin = cases.get(name(file));
                if (twin != null && segmentation(twin) == segmentation(file)) {
                    throw new CommandFailure(
                            ExitCode.USAGE,
                            "case " + name(file) + " has two files in " + folder + ", " + twin.getFileName() + " and "
                                    + name + " (expected one)");
                }
                // Of one labelmap in two formats, as segment --seg-nrrd writes it, the plain one.
                if (twin == null || segmentation(twin)) {
                    cases.put(name(file), file);
                }
            }
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
        if (cases.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT,
                    "folder " + folder + " holds no labelmap (expected .nii.gz, .nii, .hdr, .nrrd or .nhdr files)");
        }
        return cases;
    }

    private static boolean segmentation(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".seg.nrrd");
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        String extension = segmentation(file)
                ? ".seg.nrrd"
                : VolumeFiles.extension(file)
                        .orElseThrow(() -> new CommandFailure(
                                ExitCode.USAGE,
                                "input " + name
                                        + " is no labelmap file (expected .nii.gz, .nii, .hdr, .nrrd or .nhdr)"));
        return name.substring(0, name.length() - extension.length());
    }
}
