package org.foldlink.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.foldlink.models.Channel;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The models of a folder: what they are, whether they are sound, and how they come and go. */
@Command(
        name = "models",
        description = "List, describe, verify, add, remove and sign models.",
        subcommands = {
            ModelsDescribeCommand.class,
            ModelsVerifyCommand.class,
            ModelsAddCommand.class,
            ModelsRemoveCommand.class,
            ModelsSignCommand.class
        })
final class ModelsCommand implements Runnable {

    @Option(
            names = "--models",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = {
                "Folder of model folders (default: the models that were added, in .foldlink/models of FoldLink's folder,",
                "and those that come with FoldLink)."
            })
    private @Nullable Path folder;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    ModelsCommand() {}

    ModelFolders folders() {
        return ModelFolders.of(folder);
    }

    /** The one folder that is changed: the named one, which must be there, else that of added models. */
    Path target() {
        if (folder == null) {
            return Home.added();
        }
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT,
                    "models folder = " + folder + " (expected a folder with a sub-folder for each model)");
        }
        return folder;
    }

    boolean namesItsFolder() {
        return folder != null;
    }

    @Override
    public void run() {
        list();
    }

    @Command(name = "list", description = "A row a model; broken ones with their reason.")
    int list() {
        PrintWriter out = spec.commandLine().getOut();
        ModelFolders where = folders();
        ModelStore store = Models.open(where);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("model", "version", "task", "channels", "labels", "folds", "title"));
        for (ModelDescriptor m : store.list()) {
            rows.add(List.of(
                    m.id(),
                    m.version(),
                    m.task().name().toLowerCase(Locale.ROOT),
                    m.channels().stream().map(Channel::name).collect(Collectors.joining(",")),
                    Integer.toString(m.labels().size()),
                    Integer.toString(m.folds().size()),
                    m.title()));
        }
        Table.print(out, rows);
        for (ModelStore.BrokenModel b : store.broken()) {
            out.println("cannot be used: " + b.id() + ": " + b.reason());
        }
        if (store.list().isEmpty()) {
            out.println("no model in " + where);
        }
        return ExitCode.OK.code();
    }
}
