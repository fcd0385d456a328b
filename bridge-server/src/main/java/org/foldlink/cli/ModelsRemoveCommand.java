package org.foldlink.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelPlace;
import org.foldlink.models.ModelStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Removes a model that was added. */
@Command(
        name = "remove",
        description = {
            "Remove a model that was added; of jobs that run, those to the end with it. One that comes with FoldLink is",
            "removed only where --models names its folder."
        })
final class ModelsRemoveCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "Id of the model.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String id;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ModelsCommand models;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ModelsRemoveCommand() {}

    @Override
    public Integer call() {
        Path target = models.target();
        ModelStore all = Models.open(models.folders());
        String what = what(all, target);
        try {
            List<String> others = all.thatNeed(id);
            if (!others.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "model " + id + " is the first stage of " + String.join(", ", others) + " (remove that first)");
            }
            if (!yes && !confirmed("Remove " + what + " from " + target + "? [y/N] ")) {
                spec.commandLine().getOut().println("nothing was removed");
                return ExitCode.FAILED.code();
            }
            ModelPlace.remove(target, id);
        } catch (ModelException e) {
            throw Models.failure(e);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CANNOT_WRITE, "model " + id + " could not be removed: " + Models.reason(e), e);
        }
        spec.commandLine().getOut().println("removed " + what + " from " + target);
        return ExitCode.OK.code();
    }

    /** The model as people know it, if it is in the folder that may be changed. */
    private String what(ModelStore all, Path target) {
        Path folder = target.resolve(id).toAbsolutePath().normalize();
        Optional<ModelDescriptor> found = all.find(id);
        if (found.isPresent() && found.get().folder().equals(folder)) {
            return ModelText.title(found.get());
        }
        if (all.broken().stream()
                .anyMatch(b -> b.folder().toAbsolutePath().normalize().equals(folder))) {
            return id + ", which cannot be used";
        }
        Models.find(all, id);
        throw new CommandFailure(
                ExitCode.USAGE,
                "model " + id + " comes with FoldLink (expected one that was added; to remove it all the same, name its"
                        + " folder: --models " + Home.models() + ")");
    }

    /** A line of standard input; where there is none, nobody has agreed. */
    private boolean confirmed(String question) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        err.print(question);
        err.flush();
        String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
        if (answer == null) {
            err.println();
            throw new CommandFailure(
                    ExitCode.USAGE, "nothing was removed: there was nobody to ask (expected --yes, or an answer)");
        }
        return answer.strip().matches("(?i)y|yes");
    }
}
