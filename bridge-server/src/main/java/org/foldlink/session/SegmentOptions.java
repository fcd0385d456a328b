package org.foldlink.session;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.foldlink.geometry.Box;
import org.foldlink.inference.SegmentationOptions;

/**
 * The options of a Segment.
 *
 * @param folds how many of the model's folds; 0 = all
 * @param mirroring test-time mirroring on the axes that the model allows
 * @param mode {@code exact}
 * @param region RAS mm: only this part is computed
 * @param results which devices are sent; STATUS always is
 * @param post the model's own post-processing
 * @param after wait for images newer than this command
 */
public record SegmentOptions(
        int folds,
        boolean mirroring,
        String mode,
        Optional<Box> region,
        Set<ResultKind> results,
        boolean post,
        boolean after) {

    public static final SegmentOptions DEFAULT =
            new SegmentOptions(0, true, "exact", Optional.empty(), ResultKind.USUAL, false, false);

    /** What a rule for plain clients does unless it says otherwise. */
    public static final SegmentOptions PLAIN = DEFAULT.withResults(ResultKind.PLAIN);

    /** The names of the options, as a command has them. */
    public static final List<String> NAMES =
            List.of("folds", "mirroring", "mode", "region", "results", "post", "after");

    public SegmentOptions {
        EnumSet<ResultKind> all = EnumSet.of(ResultKind.STATUS);
        all.addAll(results);
        results = Collections.unmodifiableSet(all);
    }

    public SegmentOptions withFolds(int n) {
        return new SegmentOptions(n, mirroring, mode, region, results, post, after);
    }

    public SegmentOptions withMirroring(boolean on) {
        return new SegmentOptions(folds, on, mode, region, results, post, after);
    }

    public SegmentOptions withMode(String name) {
        return new SegmentOptions(folds, mirroring, name, region, results, post, after);
    }

    public SegmentOptions withRegion(Box box) {
        return new SegmentOptions(folds, mirroring, mode, Optional.of(box), results, post, after);
    }

    public SegmentOptions withResults(Set<ResultKind> kinds) {
        return new SegmentOptions(folds, mirroring, mode, region, kinds, post, after);
    }

    public SegmentOptions withPost(boolean on) {
        return new SegmentOptions(folds, mirroring, mode, region, results, on, after);
    }

    public SegmentOptions withAfter(boolean on) {
        return new SegmentOptions(folds, mirroring, mode, region, results, post, on);
    }

    SegmentationOptions toEngine() {
        boolean previews = results.contains(ResultKind.LABELS);
        return new SegmentationOptions(
                folds,
                mirroring,
                region,
                previews,
                results.contains(ResultKind.DOUBT),
                results.contains(ResultKind.PROBABILITIES));
    }
}
