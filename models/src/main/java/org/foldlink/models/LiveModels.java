package org.foldlink.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The models of one folder while they are added, replaced and removed on disk. A descriptor that was handed out keeps its files
 * ({@link FolderLinks}), so a run ends with the model that it began with; {@link #list} gives the newest that are whole. A changed folder
 * is taken once two looks at it have found the same files and their checksums (SHA256SUMS) hold.
 *
 * <p>{@link #refresh} is for one thread; the rest is thread-safe.
 */
public final class LiveModels implements AutoCloseable {

    private final Path folder;
    private final FolderLinks links;
    private final List<ModelStore.BrokenModel> broken;
    private final ModelGuard guard;
    /** Missed at the latest look. */
    private final Set<String> away = new HashSet<>();
    /** Fingerprints by model: of what is listed, of the latest look, and of what has been tried. */
    private final Map<String, Map<String, String>> listed = new HashMap<>();

    private final Map<String, Map<String, String>> seen = new HashMap<>();
    private final Map<String, Map<String, String>> tried = new HashMap<>();
    private final TreeMap<String, ModelDescriptor> models = new TreeMap<>();
    private volatile List<ModelDescriptor> list = List.of();

    private LiveModels(Path folder, FolderLinks links, List<ModelStore.BrokenModel> broken, ModelGuard guard) {
        this.folder = folder;
        this.links = links;
        this.broken = broken;
        this.guard = guard;
    }

    /**
     * What a look at the folder brought.
     *
     * @param message empty, or why the change was not taken
     */
    public record Change(String model, Kind kind, String message) {

        /** What happened to the model. */
        public enum Kind {
            ADDED,
            REPLACED,
            REMOVED,
            /** It has changed and cannot be used; the one before stays. */
            REFUSED
        }
    }

    /** @throws ModelException if {@code folder} itself is no readable folder */
    public static LiveModels open(Path folder) throws ModelException {
        return open(folder, ModelGuard.NONE);
    }

    /** @param guard models that it refuses are not offered */
    public static LiveModels open(Path folder, ModelGuard guard) throws ModelException {
        ModelStore store = ModelStore.open(folder);
        List<ModelStore.BrokenModel> broken = new ArrayList<>(store.broken());
        LiveModels live = new LiveModels(folder, FolderLinks.beside(folder), broken, guard);
        for (ModelDescriptor model : store.list()) {
            live.first(model);
        }
        live.list = List.copyOf(live.models.values());
        return live;
    }

    private void first(ModelDescriptor model) {
        String id = model.id();
        try {
            Map<String, String> print = FolderLinks.fingerprint(model.folder());
            Path tree = links.take(model.folder(), ModelFolder.beside(model.folder()));
            ModelDescriptor taken = ModelFolder.describe(tree);
            try {
                guard.require(taken);
            } catch (ModelException e) {
                links.drop(tree);
                tried.put(id, print);
                broken.add(new ModelStore.BrokenModel(id, model.folder(), e.kind(), String.valueOf(e.getMessage())));
                return;
            }
            models.put(id, taken);
            listed.put(id, print);
        } catch (ModelException | IOException e) {
            if (guard == ModelGuard.NONE) {
                models.put(id, model); // the next look will see what it has become
            }
        }
    }

    /** By id. */
    public List<ModelDescriptor> list() {
        return list;
    }

    public Optional<ModelDescriptor> find(String id) {
        return list.stream().filter(m -> m.id().equals(id)).findFirst();
    }

    /** Those that could not be used when the folder was opened, by folder name. */
    public List<ModelStore.BrokenModel> broken() {
        return List.copyOf(broken);
    }

    /** Looks at the folder; to be called every few seconds. */
    public List<Change> refresh() {
        List<Change> changes = new ArrayList<>();
        Map<String, Path> there = new TreeMap<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(ModelStore::looksLikeAModel)
                    .forEach(entry -> there.put(String.valueOf(entry.getFileName()), entry));
        } catch (IOException e) {
            return List.of(); // the folder is away: what is loaded can still be used
        }
        for (Map.Entry<String, Path> model : there.entrySet()) {
            look(model.getKey(), model.getValue()).ifPresent(changes::add);
        }
        for (String id : List.copyOf(models.keySet())) {
            if (there.containsKey(id)) {
                away.remove(id);
            } else if (!away.add(id)) {
                away.remove(id);
                models.remove(id);
                listed.remove(id);
                changes.add(new Change(id, Change.Kind.REMOVED, ""));
            }
        }
        list = List.copyOf(models.values());
        return changes;
    }

    private Optional<Change> look(String id, Path entry) {
        try {
            Map<String, String> now = FolderLinks.fingerprint(entry);
            boolean settled = now.equals(seen.put(id, now));
            if (now.equals(listed.get(id)) || !settled || now.equals(tried.put(id, now))) {
                return Optional.empty();
            }
            return Optional.of(take(id, entry, now));
        } catch (IOException e) {
            return Optional.empty(); // files come and go: the next look will tell
        }
    }

    private Change take(String id, Path entry, Map<String, String> print) throws IOException {
        Path tree = entry;
        try {
            tree = links.take(entry, ModelFolder.beside(entry));
            ModelDescriptor model = ModelFolder.describe(tree);
            ModelVerifier.requireListed(model);
            guard.require(model);
            if (!FolderLinks.fingerprint(entry).equals(print)) {
                tried.remove(id);
                throw new ModelException(ModelException.Kind.CORRUPT, "its files are being changed");
            }
            boolean known = models.put(id, model) != null;
            listed.put(id, print);
            return new Change(id, known ? Change.Kind.REPLACED : Change.Kind.ADDED, "");
        } catch (ModelException e) {
            links.drop(tree);
            return new Change(id, Change.Kind.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    /** Removes what was linked; no run may be under way. */
    @Override
    public void close() {
        links.close();
    }
}
