package org.foldlink.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.foldlink.atlas.Regions;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;

/** Values of a report in words and figures for a clinician. */
final class Words {

    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);

    private Words() {}

    /** A region's name; its id where the vocabulary has none. */
    static String region(String id) {
        return Regions.standard().find(id).map(r -> r.name()).orElse(id);
    }

    static String side(Side side) {
        return switch (side) {
            case LEFT -> "left";
            case RIGHT -> "right";
            case MIDLINE -> "midline";
        };
    }

    static String place(TumourSite.Place place) {
        return region(place.region()) + ", " + side(place.side());
    }

    /** @param share 0 to 1 */
    static String percent(double share) {
        if (share <= 0) {
            return "0 %";
        }
        return share < 0.01 ? "< 1 %" : Math.round(share * 100) + " %";
    }

    static String ml(double ml) {
        return String.format(Locale.ROOT, ml < 1 ? "%.2f" : ml < 100 ? "%.1f" : "%.0f", ml);
    }

    /** To a tenth. */
    static String mm(double mm) {
        return String.format(Locale.ROOT, "%.1f", mm);
    }

    static String km(double km) {
        return String.format(Locale.ROOT, km < 10 ? "%.1f km" : "%.0f km", km);
    }

    static String score(double score) {
        return String.format(Locale.ROOT, "%.2f", score);
    }

    /** With its sign. */
    static String points(double points) {
        return String.format(Locale.ROOT, "%+.2f", points).replace('-', '−');
    }

    static String time(Instant at) {
        return MINUTES.format(at.atOffset(ZoneOffset.UTC));
    }

    /** As sites write capabilities and departments: {@code awake-surgery}. */
    static String term(String id) {
        return id.replace('-', ' ');
    }

    static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** {@code one region}, {@code 3 regions}. */
    static String count(int n, String one) {
        return n + " " + one + (n == 1 ? "" : "s");
    }
}
