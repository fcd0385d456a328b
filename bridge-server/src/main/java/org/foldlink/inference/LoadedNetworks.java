package org.foldlink.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import org.foldlink.inference.SegmentationException.Code;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelVerifier;

/**
 * Networks that are loaded and not in use, for an adapter to take up again: the longest unused goes first when they outgrow the bound, and one
 * always stays. Thread-safe.
 */
public final class LoadedNetworks<N extends LoadedNetworks.Loaded> implements AutoCloseable {

    /** The same rule of thumb as the engine's estimate: activations that a loaded network keeps. */
    private static final long BYTES_A_PATCH_VOXEL = 1024;

    private final long bound;
    /** The longest unused first; guarded by this. */
    private final ArrayDeque<N> idle = new ArrayDeque<>();

    private boolean closed;

    /** @param bound in bytes, of what is kept, by estimate */
    public LoadedNetworks(long bound) {
        this.bound = bound;
    }

    /** A file as it was when it was loaded: a changed one is loaded anew. */
    public record Key(Path file, long size, FileTime modified, TileShape shape) {

        /** @throws SegmentationException BAD_MODEL if there is no such file */
        public static Key of(FoldFile fold, TileShape shape) throws SegmentationException {
            try {
                return new Key(fold.onnx(), Files.size(fold.onnx()), Files.getLastModifiedTime(fold.onnx()), shape);
            } catch (IOException e) {
                throw new SegmentationException(
                        Code.BAD_MODEL, "model", name(fold) + " is missing (expected the fold's ONNX network)", e);
            }
        }

        long bytes() {
            return 2 * size + BYTES_A_PATCH_VOXEL * shape.voxels();
        }
    }

    /** What an adapter has loaded. */
    public interface Loaded {

        Key key();

        /** Frees it; called once, when nobody uses it. */
        void release();
    }

    /** "fold_0/model.onnx". */
    public static String name(FoldFile fold) {
        return "fold_" + fold.index() + "/" + fold.onnx().getFileName();
    }

    /** @throws SegmentationException BAD_MODEL if the file is not the one that the model's checksums list */
    public static void requireListed(FoldFile fold) throws SegmentationException {
        try {
            ModelVerifier.requireUnchanged(fold);
        } catch (ModelException e) {
            throw new SegmentationException(Code.BAD_MODEL, "model", String.valueOf(e.getMessage()), e);
        }
    }

    /** The caller's from now on, until it is given back. */
    public synchronized Optional<N> take(Key key) {
        for (Iterator<N> it = idle.iterator(); it.hasNext(); ) {
            N network = it.next();
            if (network.key().equals(key)) {
                it.remove();
                return Optional.of(network);
            }
        }
        return Optional.empty();
    }

    /** Keeps it, and lets the longest unused go that no longer fit. */
    public synchronized void giveBack(N network) {
        if (closed) {
            network.release();
            return;
        }
        idle.addLast(network);
        long bytes = idle.stream().mapToLong(n -> n.key().bytes()).sum();
        while (bytes > bound && idle.size() > 1) {
            N oldest = idle.removeFirst();
            bytes -= oldest.key().bytes();
            oldest.release();
        }
    }

    /** Releases those that are not in use; the others when they are given back. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(Loaded::release);
        idle.clear();
    }
}
