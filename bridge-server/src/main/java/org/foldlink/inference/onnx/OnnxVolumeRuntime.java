package org.foldlink.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;
import org.foldlink.inference.VolumeNetwork;
import org.foldlink.inference.VolumeRuntime;
import org.foldlink.models.FileSums;
import org.foldlink.models.FusedModel;
import org.foldlink.models.ModelException;

/** Sessions of fused graphs, kept loaded between runs within a bound: the longest unused goes first, and one stays. */
final class OnnxVolumeRuntime implements VolumeRuntime, AutoCloseable {

    private record Key(Path file, String graph, String weights) {}

    private record Kept(Key key, long bytes, OnnxVolumeNetwork network) {}

    private final OnnxSessions sessions;
    private final FileSums sums = new FileSums();
    private final long memory;
    /** The longest unused first; guarded by this. */
    private final ArrayDeque<Kept> idle = new ArrayDeque<>();

    private boolean closed;

    OnnxVolumeRuntime(OnnxSessions sessions, long memory) {
        this.sessions = sessions;
        this.memory = memory;
    }

    @Override
    public VolumeNetwork open(FusedModel model, FusedModel.Graph graph) throws SegmentationException {
        Path file = model.file(graph);
        Key key = new Key(file, graph.file().sha256(), model.weights().sha256());
        Optional<OnnxVolumeNetwork> kept = take(key);
        if (kept.isPresent()) {
            return kept.get();
        }
        String name = FusedModel.FOLDER + "/" + graph.file().file();
        try {
            model.requireUnchanged(graph, sums);
            OrtSession session = sessions.open(file);
            long bytes = model.bytes(graph);
            return new OnnxVolumeNetwork(
                    sessions.environment(), session, name, network -> giveBack(new Kept(key, bytes, network)));
        } catch (ModelException e) {
            throw new SegmentationException(Code.BAD_MODEL, "model", String.valueOf(e.getMessage()), e);
        } catch (OrtException e) {
            throw new SegmentationException(
                    OnnxNetworkRuntime.code(e, Code.BAD_MODEL),
                    "model",
                    name + " is not a graph that " + sessions.engine() + " can load: " + OnnxNetworkRuntime.firstLine(e)
                            + "; run foldlink-models fuse again",
                    e);
        }
    }

    private synchronized Optional<OnnxVolumeNetwork> take(Key key) {
        for (Iterator<Kept> it = idle.iterator(); it.hasNext(); ) {
            Kept kept = it.next();
            if (kept.key().equals(key)) {
                it.remove();
                return Optional.of(kept.network());
            }
        }
        return Optional.empty();
    }

    private synchronized void giveBack(Kept given) {
        if (closed) {
            given.network().release();
            return;
        }
        idle.addLast(given);
        long bytes = idle.stream().mapToLong(Kept::bytes).sum();
        while (bytes > sessions.settings().sessionCacheBytes() && idle.size() > 1) {
            Kept oldest = idle.removeFirst();
            bytes -= oldest.bytes();
            oldest.network().release();
        }
    }

    @Override
    public long memoryBytes() {
        return memory;
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(kept -> kept.network().release());
        idle.clear();
    }
}
