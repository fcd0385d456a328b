package org.foldlink.atlas;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.foldlink.atlas.TumourSite.Extent;
import org.foldlink.atlas.TumourSite.Place;
import org.foldlink.atlas.TumourSite.Share;

/** Shares of regions with what they hold, and a site in one line. */
final class SiteWords {

    private static final Regions REGIONS = Regions.standard();

    /** The one division that is cut further before it says where something is. */
    private static final String CEREBRUM = "cerebrum";

    private static final Set<String> PROPER = Set.of("Broca", "Wernicke", "Meyer");

    private SiteWords() {}

    static double share(List<Share> shares, String region, Side side) {
        return shares.stream()
                .filter(s -> s.place().side() == side && within(s.place().region(), region))
                .mapToDouble(Share::share)
                .sum();
    }

    static boolean within(String region, String holder) {
        return REGIONS.upwards(region).contains(REGIONS.get(holder));
    }

    /** The lobe, or the greatest part of the brain below the cerebrum, that holds a region. */
    static String lobe(String region) {
        List<Region> chain = REGIONS.upwards(region);
        Region top = chain.get(chain.size() - 1);
        return chain.size() > 1 && top.id().equals(CEREBRUM)
                ? chain.get(chain.size() - 2).id()
                : top.id();
    }

    static String line(Extent extent) {
        String midline = extent.crossesMidline() ? "crosses the midline" : "crosses no midline";
        if (extent.regions().isEmpty()) {
            return "no region of the atlas, " + side(extent.hemisphere()) + ", " + midline;
        }
        Map<Place, Double> lobes = new HashMap<>();
        for (Share share : extent.regions()) {
            Place lobe = new Place(lobe(share.place().region()), share.place().side());
            lobes.merge(lobe, share.share(), Double::sum);
        }
        // Of equal ones that with the greatest region of its own: it comes first in the list.
        Place lobe = extent.regions().stream()
                .map(s -> new Place(lobe(s.place().region()), s.place().side()))
                .reduce((a, b) -> lobes.getOrDefault(b, 0.0) > lobes.getOrDefault(a, 0.0) ? b : a)
                .orElseThrow();
        Share most = extent.regions().stream()
                .filter(s -> s.place().side() == lobe.side() && within(s.place().region(), lobe.region()))
                .findFirst()
                .orElseThrow();
        String where = side(lobe.side()) + " " + name(lobe.region());
        if (most.place().region().equals(lobe.region())) {
            return where + " " + percent(most.share()) + ", " + midline;
        }
        return where + ", " + name(most.place().region()) + " " + percent(most.share()) + ", " + midline;
    }

    private static String side(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    private static String name(String region) {
        String name = REGIONS.get(region).name();
        boolean proper = PROPER.stream().anyMatch(name::startsWith);
        return proper ? name : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
