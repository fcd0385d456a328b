package org.foldlink.atlas.registration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.foldlink.geometry.Vec3;

/**
 * Finds poses that are worth refining, at the coarsest resolution: many are looked at, the best that lie apart are improved, and those that end apart remain. The
 * image's axes are trusted but for some 30 degrees, its origin is not.
 */
final class Search {

    private static final int STARTS = 32;
    private static final int FOUND = 8;
    private static final int BINS = 16;

    /** Between neighbouring starts. */
    private static final double STEP_MM = 15;

    private static final double TURN = Math.toRadians(24) * Pose.RADIUS;

    /** Candidates nearer than this end in the same place. */
    private static final double SAME_MM = 10;

    private final Cells cells;
    private final Probe image;
    private final Points points;

    Search(Cells cells, Points points) {
        this.cells = cells;
        this.image = new Probe(cells);
        this.points = points;
    }

    /** At least one, the likeliest first. */
    List<Candidate> candidates() {
        List<Candidate> starts = starts();
        MutualInformation likeness = new MutualInformation(image, points, BINS);
        List<Candidate> rated = IntStream.range(0, starts.size())
                .parallel()
                .mapToObj(n -> rated(starts.get(n), likeness))
                .sorted(Comparator.comparingDouble(Candidate::cost))
                .toList();
        List<Candidate> spread = new ArrayList<>();
        for (Candidate c : rated) {
            if (spread.size() < STARTS && spread.stream().noneMatch(o -> neighbours(o, c))) {
                spread.add(c);
            }
        }
        List<Candidate> improved = spread.parallelStream()
                .map(this::improved)
                .sorted(Comparator.comparingDouble(Candidate::cost))
                .toList();
        List<Candidate> found = new ArrayList<>();
        for (Candidate c : improved) {
            if (found.size() < FOUND
                    && found.stream().noneMatch(o -> Candidate.apart(o.map(), c.map(), points.centre()) < SAME_MM)) {
                found.add(c);
            }
        }
        return found;
    }

    /** Safe for many threads at once, since no derivative is wanted. */
    private static Candidate rated(Candidate c, MutualInformation likeness) {
        return new Candidate(c.pose(), c.p(), -likeness.at(c.map(), new double[0]));
    }

    private Candidate improved(Candidate c) {
        double[] p = c.p().clone();
        double cost = Bfgs.minimise(new Cost(new MutualInformation(image, points, BINS), c.pose()), p, 6, 0.2, 30);
        return new Candidate(c.pose(), p, cost);
    }

    private static boolean neighbours(Candidate a, Candidate b) {
        Vec3 turned = new Vec3(a.p()[3] - b.p()[3], a.p()[4] - b.p()[4], a.p()[5] - b.p()[5]);
        return a.pose().centreImage().minus(b.pose().centreImage()).norm() < 1.8 * STEP_MM
                && turned.norm() < 1.8 * TURN;
    }

    /** Around the middle of what is bright and the middle of the grid; further up than down, for a scan of the head often has a neck. */
    private List<Candidate> starts() {
        List<Candidate> all = new ArrayList<>();
        for (Vec3 centre : List.of(bright(), cells.grid().centre())) {
            for (int n = 0; n < 3 * 3 * 6 * 27; n++) {
                int o = n / 27;
                int r = n % 27;
                Vec3 to = new Vec3(o % 3 - 1, o / 3 % 3 - 1, o / 9 - 1).times(STEP_MM);
                double[] p = {0, 0, 0, TURN * (r % 3 - 1), TURN * (r / 3 % 3 - 1), TURN * (r / 9 - 1), 0};
                all.add(new Candidate(new Pose(points.centre(), centre.plus(to)), p, 0));
            }
        }
        return all;
    }

    private Vec3 bright() {
        double sum = 0;
        Vec3 at = Vec3.ZERO;
        float[] values = cells.values();
        for (int c = 0; c < values.length; c++) {
            if (values[c] > 0.1f) {
                Vec3 p = cells.centre(c);
                at = at.plus(p.times(values[c]));
                sum += values[c];
            }
        }
        return sum > 0 ? at.times(1 / sum) : cells.grid().centre();
    }
}
