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
import org.foldlink.models.ModelFolder;
import org.foldlink.models.ModelPlan;
import org.foldlink.models.NnunetPlans;
import org.foldlink.preprocess.Workers;

/** The engine: nnU-Net's inference over any {@link NetworkRuntime}. Runs take {@link Turns}. */
public final class EnsembleSegmenter implements Segmenter {

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
            return check(request, plan(request.model()));
        } catch (ModelException e) {
            return List.of(new Finding(
                    Level.ERROR,
                    "bad_model",
                    "model",
                    "model " + request.model().id() + ": " + e.getMessage()));
        }
    }

    private List<Finding> check(SegmentationRequest request, ModelPlan plan) {
        List<Finding> findings = new ArrayList<>(RequestCheck.of(request, plan, settings.nonFinite(), workers));
        if (findings.stream().noneMatch(f -> f.level() == Level.ERROR)) {
            findings.addAll(memory.findings(request, plan));
        }
        if (findings.stream().noneMatch(f -> f.level() == Level.ERROR)
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
            return memory.choose(request, plan(request.model())).estimate().total();
        } catch (ModelException e) {
            return 0; // it cannot run: check() says why
        }
    }

    @Override
    public Segmentation segment(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
            throws SegmentationException, CancelledException {
        cancel.throwIfCancelled();
        begin(cancel);
        try {
            return checkAndRun(request, listener, cancel);
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
        Member first = requirePlan(model).stages().get(0);
        TileShape shape = MemberRun.tileShape((NnunetPlans) first.network());
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

    private Segmentation checkAndRun(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
            throws SegmentationException, CancelledException {
        ModelPlan plan = requirePlan(request.model());
        List<Finding> findings = check(request, plan);
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
            MemoryPlan.Way way = memory.choose(request, plan).way();
            return new EnsembleRun(
                            finite.request(), plan, way, fusing, runtime, workers, listener, cancel, turn, adaptive)
                    .run()
                    .withReplacedVoxels(finite.replaced());
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

    private static ModelPlan requirePlan(ModelDescriptor model) throws SegmentationException {
        try {
            return plan(model);
        } catch (ModelException e) {
            throw new SegmentationException(Code.BAD_MODEL, "model", "model " + model.id() + ": " + e.getMessage(), e);
        }
    }

    private static ModelPlan plan(ModelDescriptor model) throws ModelException {
        ModelPlan plan = ModelFolder.plan(model.folder());
        if (!(plan.members().get(0).network() instanceof NnunetPlans)) {
            throw new ModelException(
                    ModelException.Kind.UNFIT, "monai.json is there (expected a model of nnU-Net, with plans.json)");
        }
        // A fold that has gone would else be left out without a word.
        if (!plan.folds().equals(model.folds())) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    "its folds have changed since it was opened (" + names(model.folds()) + " then, "
                            + names(plan.folds()) + " now; open the models anew)");
        }
        return plan;
    }

    private static String names(List<FoldFile> folds) {
        return folds.stream().map(FoldFile::name).collect(Collectors.joining(", "));
    }

    /**
     * Loads every fold and holds it against the plans.
     *
     * @return fold file (relative to the model's folder) to what is wrong with it, empty if it fits
     */
    public Map<String, String> verify(ModelDescriptor model) throws SegmentationException {
        Map<String, String> results = new LinkedHashMap<>();
        for (Member member : requirePlan(model).stages()) {
            for (FoldFile fold : member.folds()) {
                String problem = "";
                try {
                    runtime.open(fold, MemberRun.tileShape((NnunetPlans) member.network()))
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
        return runtime.device() + ", " + runtime.engine();
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
