package org.foldlink.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the cases that a user names: a file, a folder, or one file a channel. Channel files are named as nnU-Net has them,
 * {@code case_0000.nii.gz}, {@code case_0001.nii.gz} …; a model of one channel also takes {@code case.nii.gz}.
 */
final class InputCases {

    private static final Pattern EXTENSION = Pattern.compile("\\.(nii\\.gz|nii|nrrd|nhdr)$", Pattern.CASE_INSENSITIVE);
    private static final Pattern CHANNEL = Pattern.compile("(.+)_(\\d{4})");

    private InputCases() {}

    /**
     * Resolves the paths of a command line.
     *
     * @param paths one file or folder, or exactly one file a channel in the model's order
     * @param channels how many the model takes
     */
    static List<InputCase> resolve(List<Path> paths, int channels) {
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new CommandFailure(ExitCode.NO_INPUT, "input " + path + " does not exist");
            }
        }
        if (paths.size() == 1) {
            Path only = paths.get(0);
            return Files.isDirectory(only) ? folder(only, channels) : List.of(file(only, channels));
        }
        if (paths.size() != channels) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "got " + paths.size() + " files for a model of " + channels
                            + (channels == 1 ? " channel" : " channels")
                            + " (expected one file a channel, or one folder of cases)");
        }
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                throw new CommandFailure(
                        ExitCode.USAGE, path + " is a folder (expected files only, when several inputs are given)");
            }
        }
        return List.of(new InputCase(baseName(paths.get(0)), paths));
    }

    private static InputCase file(Path file, int channels) {
        Matcher m = CHANNEL.matcher(stem(file));
        if (channels == 1 || !m.matches()) {
            if (channels != 1) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "the model takes " + channels + " channels and " + file.getFileName()
                                + " is one file without a channel number (expected names such as case_0000"
                                + extension(file) + ", or one file a channel)");
            }
            return new InputCase(baseName(file), List.of(file));
        }
        List<Path> all = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            all.add(file.resolveSibling(String.format("%s_%04d%s", m.group(1), c, extension(file))));
        }
        return complete(m.group(1), all);
    }

    private static List<InputCase> folder(Path folder, int channels) {
        SortedMap<String, SortedMap<Integer, Path>> cases = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (!Files.isRegularFile(file)
                        || name.startsWith(".")
                        || !EXTENSION.matcher(name).find()) {
                    continue;
                }
                Matcher m = CHANNEL.matcher(stem(file));
                String caseName = m.matches() ? m.group(1) : stem(file);
                int channel = m.matches() ? Integer.parseInt(m.group(2)) : 0;
                Path twin =
                        cases.computeIfAbsent(caseName, n -> new TreeMap<>()).put(channel, file);
                if (twin != null) {
                    throw new CommandFailure(
                            ExitCode.USAGE,
                            "case " + caseName + " has two files for channel " + channel + ": " + twin.getFileName()
                                    + " and " + file.getFileName());
                }
            }
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
        if (cases.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT,
                    "folder " + folder + " holds no volume (expected .nii.gz, .nii, .nrrd or .nhdr files)");
        }
        List<InputCase> out = new ArrayList<>();
        for (Map.Entry<String, SortedMap<Integer, Path>> e : cases.entrySet()) {
            SortedMap<Integer, Path> files = e.getValue();
            for (int c = 0; c < channels; c++) {
                if (!files.containsKey(c)) {
                    throw missing(e.getKey(), c, channels);
                }
            }
            if (files.lastKey() >= channels) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "case " + e.getKey() + " has a channel " + files.lastKey() + ", and the model takes " + channels
                                + " (channels 0 to " + (channels - 1) + ")");
            }
            out.add(new InputCase(e.getKey(), List.copyOf(files.values())));
        }
        return out;
    }

    private static InputCase complete(String name, List<Path> files) {
        for (int c = 0; c < files.size(); c++) {
            if (!Files.isRegularFile(files.get(c))) {
                throw missing(name, c, files.size());
            }
        }
        return new InputCase(name, files);
    }

    private static CommandFailure missing(String name, int channel, int channels) {
        return new CommandFailure(
                ExitCode.NO_INPUT,
                String.format(
                        "case %s lacks channel %d of %d (expected a file %s_%04d with a volume's extension)",
                        name, channel, channels, name, channel));
    }

    /** The name of a volume file without its extension and channel number. */
    static String baseName(Path file) {
        Matcher m = CHANNEL.matcher(stem(file));
        return m.matches() ? m.group(1) : stem(file);
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - extension(file).length());
    }

    private static String extension(Path file) {
        Matcher m = EXTENSION.matcher(file.getFileName().toString());
        if (!m.find()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "input " + file.getFileName() + " is no volume file (expected .nii.gz, .nii, .nrrd or .nhdr)");
        }
        return m.group();
    }
}
