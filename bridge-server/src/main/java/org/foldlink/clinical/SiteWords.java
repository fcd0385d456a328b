package org.foldlink.clinical;

import java.util.Locale;
import java.util.Set;
import org.foldlink.atlas.Regions;
import org.foldlink.atlas.Side;

/** Places as a sentence names them. */
final class SiteWords {

    /** Begin with a person's name. */
    private static final Set<String> CAPITAL = Set.of("broca_area", "wernicke_area", "meyer_loop");

    private SiteWords() {}

    static String of(String region) {
        String name = Regions.standard().get(region).name();
        return CAPITAL.contains(region) ? name : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    /** With "the" before it. */
    static String of(String region, Side side, SiteRules rules) {
        return switch (side) {
            case LEFT -> "the left " + of(region);
            case RIGHT -> "the right " + of(region);
            case MIDLINE -> "the " + of(region) + (rules.isMidline(region) ? "" : " on both sides");
        };
    }
}
