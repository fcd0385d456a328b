package org.foldlink.session;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.foldlink.geometry.Box;
import org.foldlink.inference.Doubt;
import org.foldlink.inference.Mode;
import org.foldlink.inference.Priority;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.models.Task;

/**
 * The options of a Segment; a Classify has {@link #CLASSIFY_NAMES} of them.
 *
 * @param folds how many of the model's folds; 0 = all
 * @param mirroring test-time mirroring on the axes that the model allows
 * @param region RAS mm: only this part is computed
 * @param results which devices are sent; STATUS always is
 * @param doubt what the map of doubt says, where {@code results} asks for it
 * @param surfaces label values of the structures whose surfaces are sent, where {@code results} asks for them; empty for all
 * @param post the model's own post-processing of the final labelmap, where it has one
 * @param after wait for images newer than this command
 */
public record SegmentOptions(
        int folds,
        boolean mirroring,
        Mode mode,
        Optional<Box> region,
        Set<ResultKind> results,
        Doubt doubt,
        Set<Integer> surfaces,
        Priority priority,
        boolean post,
        boolean after) {

    public static final SegmentOptions DEFAULT = new SegmentOptions(
            0,
            true,
            Mode.EXACT,
            Optional.empty(),
            ResultKind.USUAL,
            Doubt.VOTES,
            Set.of(),
            Priority.NORMAL,
            true,
            false);

    /** What a rule for plain clients does unless it says otherwise. */
    public static final SegmentOptions PLAIN = DEFAULT.withResults(ResultKind.PLAIN);

    /** The names of the options, as a command has them. */
    public static final List<String> NAMES = List.of(
            "folds", "mirroring", "mode", "region", "results", "doubt", "surfaces", "priority", "post", "after");

    /** What a Classify does unless it says otherwise. */
    public static final SegmentOptions CLASSIFY = DEFAULT.withResults(ResultKind.CLASS);

    /** The names of the options of a Classify. */
    public static final List<String> CLASSIFY_NAMES = List.of("folds", "results", "priority", "after");

    public SegmentOptions {
        EnumSet<ResultKind> all = EnumSet.of(ResultKind.STATUS);
        all.addAll(results);
        results = Collections.unmodifiableSet(all);
        surfaces = Collections.unmodifiableSet(new TreeSet<>(surfaces));
    }

    public SegmentOptions withFolds(int n) {
        return new SegmentOptions(n, mirroring, mode, region, results, doubt, surfaces, priority, post, after);
    }

    public SegmentOptions withMirroring(boolean on) {
        return new SegmentOptions(folds, on, mode, region, results, doubt, surfaces, priority, post, after);
    }

    public SegmentOptions withMode(Mode which) {
        return new SegmentOptions(folds, mirroring, which, region, results, doubt, surfaces, priority, post, after);
    }

    public SegmentOptions withRegion(Box box) {
        return new SegmentOptions(
                folds, mirroring, mode, Optional.of(box), results, doubt, surfaces, priority, post, after);
    }

    public SegmentOptions withResults(Set<ResultKind> kinds) {
        return new SegmentOptions(folds, mirroring, mode, region, kinds, doubt, surfaces, priority, post, after);
    }

    public SegmentOptions withDoubt(Doubt which) {
        return new SegmentOptions(folds, mirroring, mode, region, results, which, surfaces, priority, post, after);
    }

    /**
     * Asks for surfaces.
     *
     * @param labels those that get one; empty for all
     */
    public SegmentOptions withSurfaces(Set<Integer> labels) {
        Set<ResultKind> kinds = EnumSet.copyOf(results);
        kinds.add(ResultKind.SURFACES);
        return new SegmentOptions(folds, mirroring, mode, region, kinds, doubt, labels, priority, post, after);
    }

    public SegmentOptions withPriority(Priority which) {
        return new SegmentOptions(folds, mirroring, mode, region, results, doubt, surfaces, which, post, after);
    }

    public SegmentOptions withPost(boolean on) {
        return new SegmentOptions(folds, mirroring, mode, region, results, doubt, surfaces, priority, on, after);
    }

    public SegmentOptions withAfter(boolean on) {
        return new SegmentOptions(folds, mirroring, mode, region, results, doubt, surfaces, priority, post, on);
    }

    /** The value of the option {@code mode}. */
    public static Mode mode(String value) throws RequestException {
        return choice("mode", value, List.of(Mode.values()));
    }

    /** The value of the option {@code doubt}. */
    public static Doubt doubt(String value) throws RequestException {
        return choice("doubt", value, List.of(Doubt.VOTES, Doubt.ENTROPY));
    }

    /** The value of the option {@code priority}. */
    public static Priority priority(String value) throws RequestException {
        return choice("priority", value, List.of(Priority.values()));
    }

    private static <E extends Enum<E>> E choice(String option, String value, List<E> choices) throws RequestException {
        for (E choice : choices) {
            if (wire(choice).equals(value)) {
                return choice;
            }
        }
        throw new RequestException(
                ErrorCode.BAD_OPTION,
                "options." + option,
                option + " = " + Texts.shown(value) + " (expected "
                        + choices.stream().map(SegmentOptions::wire).collect(Collectors.joining(" or ")) + ")");
    }

    private static String wire(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    /** Those of a rule, which is written before anyone knows its model's task: a plain client's usual results are then the task's. */
    SegmentOptions ofRule(Task task) {
        return task == Task.CLASSIFICATION && results.equals(PLAIN.results)
                ? withResults(ResultKind.PLAIN_CLASS)
                : this;
    }

    SegmentationOptions toEngine() {
        return new SegmentationOptions(
                folds,
                mirroring,
                mode,
                region,
                results.contains(ResultKind.LABELS),
                results.contains(ResultKind.DOUBT) ? doubt : Doubt.NONE,
                results.contains(ResultKind.PROBABILITIES),
                priority,
                post);
    }
}
