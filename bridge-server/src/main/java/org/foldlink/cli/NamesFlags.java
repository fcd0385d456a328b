package org.foldlink.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.foldlink.models.ModelDescriptor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who says what the values of a labelmap from a file mean: a model, or a file of names, or nobody. */
final class NamesFlags {

    @Option(
            names = {"-m", "--model"},
            paramLabel = "ID",
            description = "The model that made the labelmap: its names, colours and channels' units.")
    private @Nullable String model;

    @Option(names = "--models", paramLabel = "DIR", description = "Folder of model folders.")
    private @Nullable Path models;

    @Option(
            names = "--names",
            paramLabel = "FILE",
            description = "Names of the values: nnU-Net's dataset.json, a JSON object, or lines of a value and a name.")
    private @Nullable Path names;

    NamesFlags() {}

    /** Without labels where neither was given. @throws CommandFailure if both were */
    LabelNames read() {
        if (model != null && names != null) {
            throw new CommandFailure(ExitCode.USAGE, "got --model and --names (expected one of the two)");
        }
        if (model != null) {
            ModelDescriptor found = Models.find(Models.open(ModelFolders.of(models)), model);
            return new LabelNames(found.labels(), found.channels());
        }
        return names == null ? new LabelNames(List.of(), List.of()) : LabelNames.read(names);
    }

    /** The model's id, or the file's name. */
    Optional<String> source() {
        return Optional.ofNullable(model)
                .or(() -> Optional.ofNullable(names).map(file -> String.valueOf(file.getFileName())));
    }
}
