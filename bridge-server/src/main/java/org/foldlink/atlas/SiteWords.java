package org.foldlink.atlas;

import java.util.LinkedHashMap;
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
        Region holder = REGIONS.get(region);
        return shares.stream()
                .filter(s -> s.place().side() == side
                        && REGIONS.upwards(s.place().region()).contains(holder))
                .mapToDouble(Share::share)
                .sum();
    }

    /**
     * Of what holds a region, the part of the brain that a line begins with, a lobe or a division without lobes, and the part of it that
     * holds the region: the same where the region is held by nothing smaller.
     */
    private static List<String> headAndPart(String region) {
        List<String> chain = REGIONS.upwards(region).stream().map(Region::id).toList();
        int head =
                chain.size() - (chain.size() > 1 && chain.get(chain.size() - 1).equals(CEREBRUM) ? 2 : 1);
        return List.of(chain.get(head), chain.get(Math.max(0, head - 1)));
    }

    static String line(Extent extent) {
        String midline = extent.crossesMidline() ? "crosses the midline" : "crosses no midline";
        if (extent.regions().isEmpty()) {
            return "no region of the atlas, " + side(extent.hemisphere()) + ", " + midline;
        }
        Place head = most(extent.regions(), 0);
        Place part = most(
                extent.regions().stream()
                        .filter(s -> s.place().side() == head.side()
                                && headAndPart(s.place().region()).get(0).equals(head.region()))
                        .toList(),
                1);
        boolean parted = !part.region().equals(head.region());
        return String.format(
                Locale.ROOT,
                "%s %s%s %.0f %%, %s",
                side(head.side()),
                name(head.region()),
                parted ? ", " + name(part.region()) : "",
                100 * extent.shareOf(part.region(), part.side()),
                midline);
    }

    /** The place with the greatest share, the shares of what it holds added up; of equal ones the first in the list. */
    private static Place most(List<Share> shares, int level) {
        Map<Place, Double> sums = new LinkedHashMap<>();
        for (Share share : shares) {
            String region = headAndPart(share.place().region()).get(level);
            sums.merge(new Place(region, share.place().side()), share.share(), Double::sum);
        }
        return sums.entrySet().stream()
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .orElseThrow()
                .getKey();
    }

    private static String side(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    private static String name(String region) {
        String name = REGIONS.get(region).name();
        boolean proper = PROPER.stream().anyMatch(name::startsWith);
        return proper ? name : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
