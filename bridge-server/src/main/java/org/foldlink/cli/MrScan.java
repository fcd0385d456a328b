package org.foldlink.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.foldlink.files.VolumeFiles;
import org.foldlink.volume.Volume;

/**
 * An MR of a brain in up to four channels.
 *
 * @param channels all on one grid
 * @param files where each came from; none of a generated one
 */
record MrScan(Map<Channel, Volume> channels, Map<Channel, Path> files) {

    /** A sequence, which file names and models call by several names. */
    enum Channel {
        // The order matters: "t2_flair" is FLAIR.
        T1CE("t1c", "t1-?_?(c|ce|gd|post|km|contrast)"),
        FLAIR("fla", "(t2-?_?)?fla(ir)?|t2f"),
        T2("t2", "t2w?"),
        T1("t1", "t1[wn]?");

        private final String word;
        private final Pattern pattern;

        Channel(String word, String pattern) {
            this.word = word;
            this.pattern = Pattern.compile("(^|[^a-z0-9])(" + pattern + ")($|[^a-z0-9])");
        }

        /** As the files of the shared glioma are named. */
        String word() {
            return word;
        }

        static Optional<Channel> of(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            return Stream.of(values())
                    .filter(c -> c.pattern.matcher(lower).find())
                    .findFirst();
        }
    }

    MrScan {
        channels = new EnumMap<>(channels);
        files = new EnumMap<>(files);
    }

    /**
     * Finds and reads the channels by the files' names.
     *
     * @param paths one folder, or files
     */
    static MrScan read(List<Path> paths, Consumer<String> warn) {
        boolean folder = paths.size() == 1 && Files.isDirectory(paths.get(0));
        Map<Channel, Path> files = new EnumMap<>(Channel.class);
        for (Path file : folder ? volumes(paths.get(0)) : paths) {
            Optional<Channel> channel = Channel.of(Pages.name(file));
            if (channel.isEmpty()) {
                if (folder) {
                    continue;
                }
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "input " + file.getFileName()
                                + " says no MR channel (expected t1, t1c, t2 or flair in its name, such as t1c.nii.gz)");
            }
            Path twin = files.put(channel.get(), file);
            if (twin != null) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "two files for " + channel.get().word() + ": " + twin.getFileName() + " and "
                                + file.getFileName() + " (expected one a channel)");
            }
        }
        if (files.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT,
                    "folder " + paths.get(0)
                            + " holds no MR channel (expected volumes with t1, t1c, t2 or flair in their names)");
        }
        Map<Channel, Volume> volumes = new EnumMap<>(Channel.class);
        files.forEach((channel, file) -> volumes.put(channel, Inputs.read(file, warn)));
        return new MrScan(volumes, files);
    }

    private static List<Path> volumes(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(f -> VolumeFiles.extension(f).isPresent())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Such as "t1, t1c, t2, fla". */
    String describe() {
        return channels.keySet().stream().map(Channel::word).sorted().collect(Collectors.joining(", "));
    }

    /** The channel, if it is there. */
    Optional<Volume> get(Channel channel) {
        return Optional.ofNullable(channels.get(channel));
    }

    /** The one that is likest to an atlas's template. */
    Channel anatomy() {
        return first(Channel.T1, Channel.T1CE, Channel.T2, Channel.FLAIR);
    }

    /** The one that shows most of a glioma. */
    Channel picture() {
        return first(Channel.FLAIR, Channel.T1CE, Channel.T2, Channel.T1);
    }

    Volume volume(Channel channel) {
        return get(channel).orElseThrow();
    }

    private Channel first(Channel... wanted) {
        return Stream.of(wanted).filter(channels::containsKey).findFirst().orElseThrow();
    }

    /** In the order of a model's channels, by their names. */
    List<Volume> inOrder(List<String> names, String model) {
        List<Volume> ordered = new ArrayList<>();
        for (String name : names) {
            Channel channel = Channel.of(name)
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.USAGE,
                            "model " + model + " takes a channel " + name
                                    + " (expected a model of MR channels T1, T1c, T2, FLAIR)"));
            ordered.add(get(channel)
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.NO_INPUT,
                            "channel " + channel.word() + " is missing (model " + model + " takes "
                                    + String.join(", ", names) + "; or give masks: --masks FILE…)")));
        }
        return ordered;
    }
}
