package org.foldlink.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.foldlink.models.LiveModels;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelGuard;
import org.foldlink.models.ModelStore;
import org.foldlink.session.ModelLookup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models folders, which a thread looks at every two seconds, and what it finds in the log. */
final class LiveFolder implements ModelLookup, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFolder.class);
    private static final long SECONDS = 2;

    private final List<LiveModels> folders;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "foldlink-models");
        thread.setDaemon(true);
        return thread;
    });

    private LiveFolder(List<LiveModels> folders) {
        this.folders = folders;
    }

    static LiveFolder open(ModelFolders where) {
        List<LiveModels> folders = new ArrayList<>();
        try {
            ModelGuard guard = where.guard();
            for (Path folder : where.folders()) {
                folders.add(LiveModels.open(folder, guard));
            }
        } catch (ModelException e) {
            folders.forEach(LiveModels::close);
            throw Models.failure(e);
        }
        LiveFolder live = new LiveFolder(folders);
        var unused = live.looks.scheduleWithFixedDelay(live::look, SECONDS, SECONDS, TimeUnit.SECONDS);
        return live;
    }

    private void look() {
        try {
            folders.forEach(LiveFolder::look);
        } catch (RuntimeException e) {
            LOG.error("the models folder could not be looked at", e);
        }
    }

    private static void look(LiveModels models) {
        for (LiveModels.Change change : models.refresh()) {
            switch (change.kind()) {
                case ADDED, REPLACED ->
                    LOG.info(
                            "model {} was {}: new jobs run it",
                            change.model(),
                            change.kind() == LiveModels.Change.Kind.ADDED ? "added" : "replaced");
                case REMOVED -> LOG.info("model {} was removed", change.model());
                case REFUSED -> LOG.warn("model {} has changed and is not taken: {}", change.model(), change.message());
            }
        }
    }

    /** By id; of two by one name that of the first folder. */
    @Override
    public List<ModelDescriptor> all() {
        TreeMap<String, ModelDescriptor> all = new TreeMap<>();
        for (LiveModels models : folders) {
            models.list().forEach(model -> all.putIfAbsent(model.id(), model));
        }
        return List.copyOf(all.values());
    }

    List<ModelStore.BrokenModel> broken() {
        return folders.stream().flatMap(models -> models.broken().stream()).toList();
    }

    @Override
    public void close() {
        looks.shutdown();
        try {
            // A look that removes links must not meet the links' end.
            if (!looks.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warn("the models folder is still being read");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        folders.forEach(LiveModels::close);
    }
}
