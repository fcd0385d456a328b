package org.foldlink.atlas.registration;

import java.util.List;
import java.util.Optional;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;

/**
 * Affine registration of a scan of the head, of any sequence and grid, skull or none, to a brain template: a {@link Search} at 8 mm, then {@link Cost} made least at 4 mm for each
 * candidate and at 2 mm for the best. The same input gives the same map on any number of threads. Beside the volumes themselves it holds cells of 2 mm, at most
 * 2^24 of each volume, and some 10 MB.
 */
public final class AffineRegistration {

    private static final double FINE_MM = 2;
    private static final double MIDDLE_MM = 4;
    private static final double COARSE_MM = 8;
    private static final int FINE_POINTS = 40_000;
    private static final int MIDDLE_POINTS = 24_000;
    private static final int FINE_BINS = 32;
    private static final int MIDDLE_BINS = 24;

    /** A start is confirmed where the image is at least so like the template, and the start was at most so far off. */
    private static final double CONFIRMED = 0.35;

    private static final double CONFIRMED_MM = 20;

    /** Air in HU lies far below what any MR holds. */
    private static final double AIR_HU = -300;

    private static final double[] SOFT_TISSUE_HU = {-20, 100};

    private final Cells middle;
    private final Probe fineImage;
    private final Probe middleImage;
    private final Points finePoints;
    private final Points middlePoints;
    private final Points coarsePoints;

    private AffineRegistration(Cells scan, Volume template) {
        Cells fineTemplate = Cells.of(template, Optional.empty(), FINE_MM);
        fineTemplate = fineTemplate.normalised(0, fineTemplate.range(0, 0.995)[1]);
        Cells middleTemplate = fineTemplate.coarser(MIDDLE_MM);
        Box box = box(fineTemplate);
        middle = scan.coarser(MIDDLE_MM);
        fineImage = new Probe(scan);
        middleImage = new Probe(middle);
        finePoints = Points.of(fineTemplate, box, FINE_MM, FINE_POINTS);
        middlePoints = Points.of(middleTemplate, box, MIDDLE_MM, MIDDLE_POINTS);
        coarsePoints = Points.of(middleTemplate.coarser(COARSE_MM), box, COARSE_MM, MIDDLE_POINTS);
    }

    /**
     * @param image RAS mm, voxel centres; what is not finite is unknown
     * @param exclude UINT8 on the image's grid: voxels other than 0 are unknown
     * @param template a brain without its skull, 0 outside
     * @param start the image's RAS mm to the template's, if there is reason to believe in one
     * @return empty where the image has one value only, or none
     */
    public static Optional<Match> register(
            Volume image, Optional<Volume> exclude, Volume template, Optional<Affine> start) {
        Cells scan = Cells.of(image, exclude, FINE_MM);
        double[] range = scan.range(0.005, 0.995);
        if (range[0] == range[1]) {
            range = scan.range(0, 1);
        }
        if (!(range[0] < range[1])) {
            return Optional.empty();
        }
        double[] window = range[0] < AIR_HU ? SOFT_TISSUE_HU : range;
        return Optional.of(new AffineRegistration(scan.normalised(window[0], window[1]), template).run(start));
    }

    private Match run(Optional<Affine> start) {
        Vec3 centre = middlePoints.centre();
        Optional<Match> near = start.map(Affine::inverse).flatMap(from -> {
            double[] p = new double[Pose.AFFINE];
            Pose pose = Pose.of(from, centre, p);
            Candidate refined = fine(middle(new Candidate(pose, p, 0)));
            return Optional.of(match(refined, true))
                    .filter(m ->
                            m.likeness() >= CONFIRMED && Candidate.apart(refined.map(), from, centre) <= CONFIRMED_MM);
        });
        return near.orElseGet(this::found);
    }

    private Match found() {
        List<Candidate> candidates = new Search(middle.coarser(COARSE_MM), coarsePoints).candidates();
        // First as the candidates are, without stretching: a start that is far off would be bent into place.
        Candidate best = middle(middle(candidates.get(0)).affine());
        for (Candidate c : candidates.subList(1, candidates.size())) {
            Candidate refined = middle(middle(c).affine());
            best = refined.cost() < best.cost() ? refined : best;
        }
        return match(fine(best), false);
    }

    private Candidate middle(Candidate c) {
        MutualInformation likeness = new MutualInformation(middleImage, middlePoints, MIDDLE_BINS);
        return least(likeness, c, 4, 0.05);
    }

    private Candidate fine(Candidate c) {
        MutualInformation likeness = new MutualInformation(fineImage, finePoints, FINE_BINS);
        return least(likeness, c, 2, 0.02);
    }

    private static Candidate least(MutualInformation likeness, Candidate c, double longest, double shortest) {
        double[] p = c.p().clone();
        double cost = Bfgs.minimise(new Cost(likeness, c.pose()), p, longest, shortest, 60);
        return new Candidate(c.pose(), p, cost);
    }

    private Match match(Candidate c, boolean fromStart) {
        Likeness likeness = new Likeness(middleImage, middlePoints);
        double[] s = Pose.logScales(c.p());
        double[] h = Pose.shears(c.p());
        return new Match(
                c.map().inverse(),
                likeness.value(c.map()),
                likeness.cover(c.map()),
                new Vec3(Math.exp(s[0]), Math.exp(s[1]), Math.exp(s[2])),
                Math.max(Math.abs(h[0]), Math.max(Math.abs(h[1]), Math.abs(h[2]))),
                Pose.degrees(c.p()),
                fromStart);
    }

    /** Around all cells of the normalised template that are brain. */
    private static Box box(Cells template) {
        Vec3 min = new Vec3(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE);
        Vec3 max = min.times(-1);
        float[] values = template.values();
        for (int c = 0; c < values.length; c++) {
            if (values[c] > Points.TISSUE) {
                Vec3 p = template.centre(c);
                min = new Vec3(Math.min(min.x(), p.x()), Math.min(min.y(), p.y()), Math.min(min.z(), p.z()));
                max = new Vec3(Math.max(max.x(), p.x()), Math.max(max.y(), p.y()), Math.max(max.z(), p.z()));
            }
        }
        if (min.x() > max.x()) {
            throw new IllegalArgumentException("template has no voxel above 0 (expected a brain)");
        }
        return new Box(min, max);
    }
}
