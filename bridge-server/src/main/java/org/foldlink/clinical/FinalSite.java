package org.foldlink.clinical;

import java.util.List;
import org.foldlink.atlas.Side;

/**
 * What symptoms and image say together.
 *
 * @param ranking best first
 * @param statement the verdict in plain words, for a clinician
 * @param settle what would settle it, most useful first
 */
public record FinalSite(
        Verdict verdict, String statement, List<Candidate> ranking, List<String> settle, List<String> warnings) {

    public FinalSite {
        ranking = List.copyOf(ranking);
        settle = List.copyOf(settle);
        warnings = List.copyOf(warnings);
    }

    /** Whether they say the same. */
    public enum Verdict {
        AGREEMENT,
        PARTIAL,
        CONFLICT,
        IMAGE_ONLY,
        SYMPTOMS_ONLY,
        UNDECIDED
    }

    /**
     * A region on a side with its scores, 0 to 1.
     *
     * @param region its id
     * @param trace every point of the score; they add up to it
     */
    public record Candidate(String region, Side side, double image, double symptoms, double score, List<Point> trace) {

        public Candidate {
            trace = List.copyOf(trace);
        }
    }

    /**
     * One reason.
     *
     * @param source "image", or the symptom's id
     * @param points what it adds to the candidate's score
     * @param reference id, empty for the image
     */
    public record Point(String source, double points, String why, String reference) {}
}
