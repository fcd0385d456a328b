package org.foldlink.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.foldlink.inference.Finding.Level;
import org.foldlink.inference.SegmentationException.Code;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Member;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelPlan;
import org.foldlink.models.MonaiPlan;
import org.foldlink.models.Task;
import org.foldlink.preprocess.Workers;

/** The engine: the inference of nnU-Net and of MONAI over any {@link NetworkRuntime}. Runs take {@link Turns}. */
public final class EnsembleSegmenter implements Engine {

    private final NetworkRuntime runtime;
    private final EngineSettings settings;
    private final Workers workers;
    private final Turns turns;
    private final MemoryPlanner memory;
    private final AdaptiveRule adaptive;
    private final Fusing fusing;
    /** Runs under way or waiting; guards {@link #closed} too. */
    private final List<CancelToken> runs = new ArrayList<>();

    private boolean closed;

    /** @param runtime closed with this segmenter */
    public EnsembleSegmenter(NetworkRuntime runtime, EngineSettings settings) {
        this(runtime, settings, AdaptiveRule.DEFAULT);
    }

    /** @param adaptive where the adaptive mode runs the later folds */
    public EnsembleSegmenter(NetworkRuntime runtime, EngineSettings settings, AdaptiveRule adaptive) {
        this.adaptive = adaptive;
        this.runtime = runtime;
        this.settings = settings;
        this.workers = new Workers(settings.threads());
        this.turns = new Turns(runtime.besideHost());
        this.memory = new MemoryPlanner(
                settings.memoryLimitBytes(), Runtime.getRuntime().maxMemory(), settings.nonFinite());
        this.fusing = new Fusing(runtime, settings);
    }

    @Override
    public List<Finding> check(SegmentationRequest request) {
        try {
            return check(
                    request, ModelPlans.of(request.model()), request.model().task());
        } catch (ModelException e) {
            return List.of(new Finding(
                    Level.ERROR,
                    "bad_model",
                    "model",
                    "model " + request.model().id() + ": " + e.getMessage()));
        }
    }

    /** @param task what is asked of the model */
    private List<Finding> check(SegmentationRequest request, ModelPlan plan, Task task) {
        if (request.model().task() != task) {
            String expected = task == Task.SEGMENTATION
                    ? " classifies whole volumes (expected a segmentation model; classify takes this one)"
                    : " segments (expected a classification model)";
            String message = "model " + request.model().id() + expected;
            return List.of(new Finding(Level.ERROR, "bad_model", "model", message));
        }
        List<Finding> findings = new ArrayList<>(RequestCheck.of(request, plan, settings.nonFinite(), workers));
        if (findings.stream().noneMatch(f -> f.level() == Level.ERROR)) {
            // A class has no previews, and its folds no graph in common: what warns of those is not said.
            memory.findings(request, plan).stream()
                    .filter(f -> task == Task.SEGMENTATION || f.level() == Level.ERROR)
                    .forEach(findings::add);
        }
        if (task == Task.SEGMENTATION
                && findings.stream().noneMatch(f -> f.level() == Level.ERROR)
                && memory.choose(request, plan).way() == MemoryPlan.Way.WHOLE) {
            fusing.choose(request.model(), plan, request.options())
                    .notice()
                    .ifPresent(notice -> findings.add(new Finding(Level.WARNING, "fused", "model", notice)));
        }
        return findings;
    }

    @Override
    public long estimateBytes(SegmentationRequest request) {
        try {
            return memory.choose(request, ModelPlans.of(request.model()))
                    .estimate()
                    .total();
        } catch (ModelException e) {
            return 0; // it cannot run: check() says why
        }
    }

    @Override
    public Segmentation segment(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
            throws SegmentationException, CancelledException {
        return run(request, Task.SEGMENTATION, cancel, (finite, plan, turn) -> {
            MemoryPlan.Way way = memory.choose(request, plan).way();
            return new EnsembleRun(
                            finite.request(), plan, way, fusing, runtime, workers, listener, cancel, turn, adaptive)
                    .run()
                    .withReplacedVoxels(finite.replaced());
        });
    }

    @Override
    public Classification classify(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
            throws SegmentationException, CancelledException {
        return run(request, Task.CLASSIFICATION, cancel, (finite, plan, turn) -> {
            Member only = plan.members().get(0);
            List<FoldFile> folds = only.folds(request.options().folds());
            RunMonitor monitor = new RunMonitor(listener, folds.size());
            TileGate gate = new PauseGate(turn, monitor);
            RunContext context = new RunContext(runtime, workers, monitor, cancel, turn, gate, adaptive);
            return new ClassificationRun(finite.request(), (MonaiPlan) only.network(), folds, context)
                    .run()
                    .withReplacedVoxels(finite.replaced());
        });
    }

    /** What a run does in its turn. */
    private interface Work<R> {
        R run(FiniteRequest finite, ModelPlan plan, Turns.Turn turn) throws SegmentationException, CancelledException;
    }

    private <R> R run(SegmentationRequest request, Task task, CancelToken cancel, Work<R> work)
            throws SegmentationException, CancelledException {
        cancel.throwIfCancelled();
        begin(cancel);
        try {
            return checkAndRun(request, task, cancel, work);
        } finally {
            end(cancel);
        }
    }

    private void begin(CancelToken cancel) throws SegmentationException {
        synchronized (runs) {
            if (closed) {
                throw new SegmentationException(Code.RUNTIME, "engine", "the engine is closed: no run can start");
            }
            runs.add(cancel);
        }
    }

    private void end(CancelToken cancel) {
        synchronized (runs) {
            runs.remove(cancel);
            runs.notifyAll();
        }
    }

    /**
     * Loads a model's folds, as many as stay loaded, and runs one tile of zeros through each.
     *
     * @return how many folds; 0 if the engine was closed meanwhile
     */
    public int warmUp(ModelDescriptor model) throws SegmentationException {
        // Of a cascade its first stage, of several members the first: with these a run begins.
        Member first = ModelPlans.require(model).stages().get(0);
        TileShape shape = NetworkSteps.of(first.network()).tileShape();
        CancelToken cancel = new CancelToken();
        begin(cancel);
        try (Turns.Turn turn = turns.open(Priority.NORMAL, cancel)) {
            turn.network();
            return WarmUp.run(runtime, first.folds(), shape, settings.sessionCacheBytes(), cancel);
        } catch (CancelledException e) {
            return 0;
        } finally {
            end(cancel);
        }
    }

    private <R> R checkAndRun(SegmentationRequest request, Task task, CancelToken cancel, Work<R> work)
            throws SegmentationException, CancelledException {
        ModelPlan plan = ModelPlans.require(request.model());
        List<Finding> findings = check(request, plan, task);
        List<Finding> errors =
                findings.stream().filter(f -> f.level() == Level.ERROR).toList();
        if (!errors.isEmpty()) {
            throw new SegmentationException(
                    errors.get(0).code().equals("memory") ? Code.OUT_OF_MEMORY : Code.BAD_INPUT,
                    errors.get(0).field(),
                    errors.stream().map(Finding::message).collect(Collectors.joining("; ")));
        }
        try (Turns.Turn turn = turns.open(request.options().priority(), cancel)) {
            turn.host(); // the copy of FiniteRequest is preparation too
            FiniteRequest finite = FiniteRequest.of(request, settings.nonFinite(), findings, workers);
            return work.run(finite, plan, turn);
        } catch (CancellationException e) {
            throw cancelled(e);
        } catch (SegmentationException e) {
            throw e.code() == Code.OUT_OF_MEMORY
                    ? outOfMemory(e, "the device's memory ran out: " + e.getMessage(), request, plan)
                    : e;
        } catch (OutOfMemoryError e) {
            throw outOfMemory(e, "memory ran out", request, plan);
        }
    }

    private SegmentationException outOfMemory(
            Throwable cause, String what, SegmentationRequest request, ModelPlan plan) {
        return new SegmentationException(
                Code.OUT_OF_MEMORY,
                "memory",
                what + ": this run was estimated at "
                        + MemoryPlanner.mebibytes(
                                memory.choose(request, plan).estimate().total())
                        + " (ask for a region, crop the volume, or give Java more with -Xmx)",
                cause);
    }

    private static CancelledException cancelled(CancellationException e) {
        CancelledException cancelled = new CancelledException();
        cancelled.initCause(e);
        return cancelled;
    }

    /**
     * Loads every fold and holds it against the plans.
     *
     * @return fold file (relative to the model's folder) to what is wrong with it, empty if it fits
     */
    public Map<String, String> verify(ModelDescriptor model) throws SegmentationException {
        Map<String, String> results = new LinkedHashMap<>();
        for (Member member : ModelPlans.require(model).stages()) {
            for (FoldFile fold : member.folds()) {
                String problem = "";
                try {
                    runtime.open(fold, NetworkSteps.of(member.network()).tileShape())
                            .close();
                } catch (SegmentationException e) {
                    problem = String.valueOf(e.getMessage());
                }
                results.put(model.folder().relativize(fold.onnx()).toString().replace('\\', '/'), problem);
            }
        }
        return results;
    }

    @Override
    public boolean overlaps() {
        return runtime.besideHost();
    }

    @Override
    public String device() {
        String precision = runtime.precision() == Precision.FLOAT32
                ? ""
                : ", " + runtime.precision().text();
        return runtime.device() + ", " + runtime.engine() + precision;
    }

    /** Cancels what runs or waits, and returns when it has ended. */
    @Override
    public void close() {
        List<CancelToken> underWay;
        synchronized (runs) {
            if (closed) {
                return;
            }
            closed = true;
            underWay = List.copyOf(runs);
        }
        underWay.forEach(CancelToken::cancel);
        awaitEnd();
        workers.close();
        runtime.close();
    }

    private void awaitEnd() {
        boolean interrupted = false;
        synchronized (runs) {
            while (!runs.isEmpty()) {
                try {
                    runs.wait();
                } catch (InterruptedException e) {
                    interrupted = true; // the networks may not be closed under a run
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
