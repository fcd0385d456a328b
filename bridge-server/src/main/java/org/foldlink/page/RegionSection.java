package org.foldlink.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.foldlink.atlas.Regions;
import org.foldlink.atlas.TumourSite.Component;
import org.foldlink.atlas.TumourSite.Eloquent;
import org.foldlink.atlas.TumourSite.Extent;
import org.foldlink.atlas.TumourSite.Place;
import org.foldlink.atlas.TumourSite.Share;

/**
 * In which regions the tumour lies and how far eloquent areas are.
 *
 * @param components at least one, largest first
 * @param coarse whether the atlas knows lobes alone
 */
record RegionSection(List<Component> components, boolean coarse) {

    /** Components whose regions are listed one by one. */
    private static final int MOST_REGION_LISTS = 3;

    /** Below this a region is counted in one row with the others of its kind. */
    private static final double LEAST_SHARE = 0.01;

    private static final int MOST_ELOQUENT = 7;

    void write(Html html) {
        regions(html);
        eloquent(html);
    }

    private void regions(Html html) {
        html.open("section", "id", "regions").leaf("h2", "Regions");
        for (Component component : components.subList(0, Math.min(MOST_REGION_LISTS, components.size()))) {
            regions(html, component, components.size() > 1);
        }
        int more = components.size() - MOST_REGION_LISTS;
        if (more > 0) {
            List<String> places = components.stream()
                    .skip(MOST_REGION_LISTS)
                    .limit(SiteSection.MOST_COMPONENTS)
                    .map(c -> c.number() + " in " + mainPlace(c.whole()))
                    .toList();
            html.leaf(
                    "p",
                    "Smaller components: " + String.join("; ", places)
                            + (more > SiteSection.MOST_COMPONENTS ? "; and more" : "") + ".");
        }
        html.leaf("p", "Share of each volume, a voxel counted for its most specific region.", "class", "note");
        html.close();
    }

    /** Where the largest share lies, in words. */
    static String mainPlace(Extent extent) {
        return extent.regions().isEmpty()
                ? "a place without a name in the atlas"
                : Words.place(extent.regions().get(0).place());
    }

    private static void regions(Html html, Component component, boolean several) {
        Extent whole = component.whole();
        html.open("table");
        if (several) {
            html.leaf("caption", "Component " + component.number() + ", " + Words.ml(whole.ml()) + " ml");
        }
        List<Extent> columns = new ArrayList<>(List.of(whole));
        List<String> names = new ArrayList<>(List.of("Region", "Side", "Whole"));
        component.parts().forEach(part -> {
            columns.add(part.extent());
            names.add(Words.capital(part.name()));
        });
        SiteSection.head(html, names.toArray(String[]::new));
        html.open("tbody");
        List<Share> small = new ArrayList<>();
        for (Share share : whole.regions()) {
            if (share.share() < LEAST_SHARE) {
                small.add(share);
                continue;
            }
            html.open("tr").leaf("th", Words.region(share.place().region()), "scope", "row");
            html.leaf("td", Words.side(share.place().side()));
            columns.forEach(extent -> html.leaf("td", share(extent, List.of(share))));
            html.close();
        }
        if (!small.isEmpty()) {
            html.open("tr").leaf("th", Words.count(small.size(), "region") + " below 1 % each", "scope", "row");
            html.leaf("td", "");
            columns.forEach(extent -> html.leaf("td", share(extent, small)));
            html.close();
        }
        if (columns.stream().anyMatch(extent -> extent.unnamed() > 0)) {
            html.open("tr")
                    .leaf("th", "Without a name in the atlas", "scope", "row")
                    .leaf("td", "");
            columns.forEach(extent -> html.leaf("td", Words.percent(extent.unnamed())));
            html.close();
        }
        html.close().close();
    }

    private static String share(Extent extent, List<Share> of) {
        List<Place> places = of.stream().map(Share::place).toList();
        return Words.percent(extent.regions().stream()
                .filter(s -> places.contains(s.place()))
                .mapToDouble(Share::share)
                .sum());
    }

    private void eloquent(Html html) {
        Map<Place, Double> nearest = new LinkedHashMap<>();
        for (Component component : components) {
            for (Eloquent e : component.whole().eloquent()) {
                nearest.merge(e.place(), e.mm(), Math::min);
            }
        }
        html.open("section", "id", "eloquent").leaf("h2", "Eloquent areas");
        if (nearest.isEmpty()) {
            html.leaf("p", coarse ? "The atlas knows lobes alone, so no distance is given." : "None nearby.")
                    .close();
            return;
        }
        html.open("table");
        SiteSection.head(html, "Area", "Side", "Distance", "Needed for");
        html.open("tbody");
        nearest.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(MOST_ELOQUENT)
                .forEach(e -> {
                    Place place = e.getKey();
                    html.open("tr").leaf("th", Words.region(place.region()), "scope", "row");
                    html.leaf("td", Words.side(place.side()));
                    html.leaf("td", e.getValue() == 0 ? "inside" : Words.mm(e.getValue()) + " mm");
                    html.leaf(
                            "td",
                            Regions.standard()
                                    .find(place.region())
                                    .map(r -> r.eloquentFor())
                                    .orElse(""),
                            "class",
                            "words");
                    html.close();
                });
        html.close().close();
        int more = nearest.size() - MOST_ELOQUENT;
        html.leaf(
                "p",
                "From the nearest voxel of the whole tumour, by the atlas."
                        + (more > 0 ? " " + Words.count(more, "farther area") + " not listed." : ""),
                "class",
                "note");
        html.close();
    }
}
