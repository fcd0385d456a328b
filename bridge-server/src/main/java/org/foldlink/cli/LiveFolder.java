package org.foldlink.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.foldlink.models.LiveModels;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelStore;
import org.foldlink.session.ModelLookup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A models folder that a thread looks at every two seconds, and what it finds in the log. */
final class LiveFolder implements ModelLookup, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFolder.class);
    private static final long SECONDS = 2;

    private final LiveModels models;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "foldlink-models");
        thread.setDaemon(true);
        return thread;
    });

    private LiveFolder(LiveModels models) {
        this.models = models;
    }

    static LiveFolder open(Path folder) {
        try {
            LiveFolder live = new LiveFolder(LiveModels.open(folder));
            var unused = live.looks.scheduleWithFixedDelay(live::look, SECONDS, SECONDS, TimeUnit.SECONDS);
            return live;
        } catch (ModelException e) {
            throw Models.failure(e);
        }
    }

    private void look() {
        try {
            for (LiveModels.Change change : models.refresh()) {
                switch (change.kind()) {
                    case ADDED, REPLACED ->
                        LOG.info(
                                "model {} was {}: new jobs run it",
                                change.model(),
                                change.kind() == LiveModels.Change.Kind.ADDED ? "added" : "replaced");
                    case REMOVED -> LOG.info("model {} was removed", change.model());
                    case REFUSED ->
                        LOG.warn("model {} has changed and is not taken: {}", change.model(), change.message());
                }
            }
        } catch (RuntimeException e) {
            LOG.error("the models folder could not be looked at", e);
        }
    }

    @Override
    public List<ModelDescriptor> all() {
        return models.list();
    }

    List<ModelStore.BrokenModel> broken() {
        return models.broken();
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
        models.close();
    }
}
