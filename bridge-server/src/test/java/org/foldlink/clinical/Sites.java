package org.foldlink.clinical;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.foldlink.atlas.AtlasSpace;
import org.foldlink.atlas.Registered;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;

/** Sites written down by hand. */
final class Sites {

    private static final Registered TRUSTED =
            new Registered(Affine.IDENTITY, Registered.Method.SRI24_GRID, 0.9, true, "", 1);

    private Sites() {}

    static TumourSite.Share share(String region, Side side, double share) {
        return new TumourSite.Share(new TumourSite.Place(region, side), share);
    }

    static TumourSite.Eloquent near(String region, Side side, double mm) {
        return new TumourSite.Eloquent(new TumourSite.Place(region, side), mm);
    }

    /** One component. */
    static TumourSite of(double ml, double shiftMm, TumourSite.Share... shares) {
        return of(shiftMm, component(1, ml, List.of(), shares));
    }

    static TumourSite of(double shiftMm, TumourSite.Component... components) {
        return new TumourSite(
                "by hand", false, AtlasSpace.MNI, TRUSTED, List.of(components), OptionalDouble.of(shiftMm), List.of());
    }

    /** One whose regions may not be named. */
    static TumourSite untrusted(String reason) {
        return new TumourSite(
                "by hand",
                false,
                AtlasSpace.MNI,
                new Registered(Affine.IDENTITY, Registered.Method.REGISTERED, 0.1, false, reason, 1),
                List.of(),
                OptionalDouble.empty(),
                List.of());
    }

    static TumourSite.Component component(
            int number, double ml, List<TumourSite.Eloquent> eloquent, TumourSite.Share... shares) {
        double left = sum(Side.LEFT, shares);
        double right = sum(Side.RIGHT, shares);
        double named = Stream.of(shares).mapToDouble(TumourSite.Share::share).sum();
        double total = Math.max(1e-9, left + right);
        Side hemisphere = left / total >= 0.6 ? Side.LEFT : right / total >= 0.6 ? Side.RIGHT : Side.MIDLINE;
        return new TumourSite.Component(
                number,
                new TumourSite.Extent(
                        ml,
                        Vec3.ZERO,
                        Vec3.ZERO,
                        Optional.empty(),
                        hemisphere,
                        left / total,
                        left > 0.01 && right > 0.01,
                        new ArrayList<>(List.of(shares)),
                        Math.max(0, 1 - named),
                        eloquent),
                List.of());
    }

    private static double sum(Side side, TumourSite.Share... shares) {
        return Stream.of(shares)
                .filter(s -> s.place().side() == side)
                .mapToDouble(TumourSite.Share::share)
                .sum();
    }
}
