package org.foldlink.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.SegmentationException;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelFolder;
import org.foldlink.models.ModelPlan;
import org.foldlink.models.ModelStore;

/** Opens a models folder for a command and turns its errors into the command's. */
final class Models {

    private Models() {}

    static ModelStore open(ModelFolders where) {
        try {
            return ModelStore.open(where.folders(), where.guard());
        } catch (ModelException e) {
            throw failure(e);
        }
    }

    static ModelPlan plan(ModelDescriptor model) {
        try {
            return ModelFolder.plan(model.folder());
        } catch (ModelException e) {
            throw failure(e);
        }
    }

    static ModelDescriptor find(ModelStore store, String id) {
        Optional<ModelDescriptor> found = store.find(id);
        if (found.isPresent()) {
            return found.get();
        }
        for (ModelStore.BrokenModel broken : store.broken()) {
            if (broken.id().equals(id)) {
                throw new CommandFailure(ExitCode.MALFORMED, "model " + id + " cannot be used: " + broken.reason());
            }
        }
        throw new CommandFailure(ExitCode.NO_INPUT, "model " + id + " is unknown (expected " + known(store) + ")");
    }

    /** Every fold loaded and held against the plans: its file to what is wrong, empty if nothing is. */
    static Map<String, String> load(EnsembleSegmenter engine, ModelDescriptor model) {
        try {
            return engine.verify(model);
        } catch (SegmentationException e) {
            throw new CommandFailure(ExitCode.MALFORMED, model.id() + ": " + e.getMessage(), e);
        }
    }

    private static String known(ModelStore store) {
        return store.list().isEmpty()
                ? "one of the models folder, which holds none"
                : store.list().stream().map(ModelDescriptor::id).collect(Collectors.joining(", ", "one of ", ""));
    }

    /** File and reason, without the names of Java's classes. */
    static String reason(IOException e) {
        if (!(e instanceof FileSystemException file)) {
            return String.valueOf(e.getMessage());
        }
        if (file.getReason() != null) {
            return file.getFile() + ": " + file.getReason();
        }
        return file.getFile() + (e instanceof AccessDeniedException ? ": access denied" : ": no such file, or in use");
    }

    static CommandFailure failure(ModelException e) {
        ExitCode exit = switch (e.kind()) {
            case MISSING -> ExitCode.NO_INPUT;
            case CORRUPT, UNFIT -> ExitCode.MALFORMED;
        };
        return new CommandFailure(exit, String.valueOf(e.getMessage()), e);
    }
}
