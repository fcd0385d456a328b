package org.foldlink.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;

/** SHA-256 sums of files, each read again only when its size or time has changed. Thread-safe. */
public final class FileSums {

    private static final int KEPT = 256;

    private record State(Path file, long size, FileTime modified) {}

    private final Map<State, String> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<State, String> eldest) {
            return size() > KEPT;
        }
    };

    /** Lower-case hex. */
    public String of(Path file) throws ModelException {
        try {
            State state = new State(file.toAbsolutePath(), Files.size(file), Files.getLastModifiedTime(file));
            synchronized (known) {
                String sum = known.get(state);
                if (sum != null) {
                    return sum;
                }
            }
            String sum = Checksums.of(file);
            synchronized (known) {
                known.put(state, sum);
            }
            return sum;
        } catch (IOException e) {
            throw new ModelException(
                    ModelException.Kind.CORRUPT, file.getFileName() + " cannot be read: " + e.getMessage(), e);
        }
    }
}
