package org.foldlink.clinical;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.foldlink.atlas.AtlasSpace;
import org.foldlink.atlas.Registered;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;

/** Sites as a search finds them, without a search. */
public final class ExampleSites {

    private ExampleSites() {}

    /** All of it in the left precentral gyrus, in so many components. */
    public static TumourSite leftPrecentral(int components) {
        TumourSite.Place place = new TumourSite.Place("precentral_gyrus", Side.LEFT);
        TumourSite.Extent extent = new TumourSite.Extent(
                12.5,
                new Vec3(-40, -10, 50),
                new Vec3(-38, -12, 48),
                Optional.of(place),
                Side.LEFT,
                1,
                false,
                List.of(new TumourSite.Share(place, 0.9)),
                0.1,
                List.of(new TumourSite.Eloquent(place, 0)));
        List<TumourSite.Component> all = new ArrayList<>();
        for (int n = 1; n <= components; n++) {
            all.add(new TumourSite.Component(n, extent, List.of(new TumourSite.Part("necrosis", extent))));
        }
        return new TumourSite(
                "Example atlas 1",
                false,
                AtlasSpace.TALAIRACH,
                new Registered(Affine.IDENTITY, Registered.Method.REGISTERED, 0.9, true, "", 1.5),
                all,
                OptionalDouble.of(2.5),
                List.of());
    }
}
