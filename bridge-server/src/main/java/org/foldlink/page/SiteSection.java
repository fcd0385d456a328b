package org.foldlink.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.foldlink.atlas.Regions;
import org.foldlink.atlas.Registered;
import org.foldlink.atlas.TumourSite;
import org.foldlink.atlas.TumourSite.Component;
import org.foldlink.atlas.TumourSite.Eloquent;
import org.foldlink.atlas.TumourSite.Extent;
import org.foldlink.atlas.TumourSite.Part;
import org.foldlink.atlas.TumourSite.Place;
import org.foldlink.atlas.TumourSite.Share;
import org.foldlink.measure.StructureMeasure;

/** Where the image shows the tumour: sizes, hemisphere, regions, eloquent areas, and how far the atlas is to be trusted. */
final class SiteSection {

    /** Rows of so many components; what is left out is counted in the last row. */
    private static final int MOST_COMPONENTS = 8;

    /** Components whose regions are listed one by one. */
    private static final int MOST_REGION_LISTS = 3;

    /** Below this a region is counted in one row with the others of its kind. */
    private static final double LEAST_SHARE = 0.01;

    private static final int MOST_ELOQUENT = 7;

    private final ReportContent content;
    private final Sizes sizes;

    SiteSection(ReportContent content, Sizes sizes) {
        this.content = content;
        this.sizes = sizes;
    }

    void write(Html html) {
        sizes(html);
        content.site().ifPresent(site -> {
            if (!content.located().isEmpty()) {
                regions(html);
                eloquent(html, site);
            }
        });
        atlas(html);
    }

    private void sizes(Html html) {
        html.open("section", "id", "sizes").leaf("h2", "Size and side");
        if (sizes.whole().isEmpty()) {
            html.leaf("p", "No tumour is labelled in this scan.").close();
            return;
        }
        List<Component> located = content.located();
        html.open("table");
        head(html, "Tumour", "ml", "Longest × across, mm", "Hemisphere", "Left / right", "Midline");
        html.open("tbody");
        List<StructureMeasure> components = sizes.components();
        if (components.size() > 1) {
            row(
                    html,
                    "Whole, in " + Words.count(components.size(), "component"),
                    sizes.whole().get(),
                    Optional.empty());
        }
        for (int n = 0; n < Math.min(components.size(), MOST_COMPONENTS); n++) {
            StructureMeasure measure = components.get(n);
            Optional<Extent> extent = located.stream()
                    .map(Component::whole)
                    .filter(e -> sizes.at(e.centreRas()).filter(measure::equals).isPresent())
                    .findFirst();
            row(html, components.size() > 1 ? "Component " + (n + 1) : "Whole", measure, extent);
        }
        sizes.parts().forEach((label, measure) -> row(html, partName(label), measure, part(located, label)));
        html.close().close();
        int more = components.size() - MOST_COMPONENTS;
        if (more > 0 || sizes.leftOut() > 0) {
            html.leaf(
                    "p",
                    "Not listed: " + (more > 0 ? Words.count(more, "smaller component") : "")
                            + (more > 0 && sizes.leftOut() > 0 ? " and " : "")
                            + (sizes.leftOut() > 0 ? sizes.leftOut() + " of less than 0.1 ml" : "") + ".",
                    "class",
                    "note");
        }
        html.leaf(
                "p",
                "Diameters in one axial slice: the longest, and the longest at right angles to it. "
                        + content.site().map(SiteSection::shift).orElse(""),
                "class",
                "note");
        html.close();
    }

    /** Of a single component the atlas's word is the whole part's. */
    private Optional<Extent> part(List<Component> located, int label) {
        return located.size() != 1 || sizes.components().size() != 1
                ? Optional.empty()
                : located.get(0).parts().stream()
                        .filter(p -> p.name().equals(content.parts().get(label)))
                        .map(Part::extent)
                        .findFirst();
    }

    private String partName(int label) {
        return Words.capital(content.parts().getOrDefault(label, "label " + label));
    }

    private static void head(Html html, String... columns) {
        html.open("thead").open("tr");
        for (String column : columns) {
            html.leaf("th", column, "scope", "col");
        }
        html.close().close();
    }

    private static void row(Html html, String name, StructureMeasure measure, Optional<Extent> extent) {
        html.open("tr").leaf("th", name, "scope", "row");
        cell(html, Words.ml(measure.ml()));
        cell(html, String.format(Locale.ROOT, "%.0f × %.0f", measure.axialDiameter(), measure.axialPerpendicular()));
        cell(html, extent.map(e -> Words.side(e.hemisphere())).orElse("–"));
        cell(
                html,
                extent.map(e -> Words.percent(e.leftShare()) + " / " + Words.percent(1 - e.leftShare()))
                        .orElse("–"));
        cell(
                html,
                extent.map(e -> e.crossesMidline() ? "crossed" : "not crossed").orElse("–"));
        html.close();
    }

    private static void cell(Html html, String text) {
        html.leaf("td", text);
    }

    private static String shift(TumourSite site) {
        if (site.shiftMm().isEmpty()) {
            return "Midline shift: no estimate.";
        }
        double mm = site.shiftMm().getAsDouble();
        return Math.abs(mm) < 0.5
                ? "Midline shift: none seen (estimate)."
                : "Midline shift: " + Words.mm(Math.abs(mm)) + " mm towards the patient’s "
                        + (mm > 0 ? "right" : "left") + " (estimate).";
    }

    private void regions(Html html) {
        html.open("section", "id", "regions").leaf("h2", "Regions");
        List<Component> components = content.located();
        for (Component component : components.subList(0, Math.min(MOST_REGION_LISTS, components.size()))) {
            regions(html, component, components.size() > 1);
        }
        int more = components.size() - MOST_REGION_LISTS;
        if (more > 0) {
            List<String> places = components.stream()
                    .skip(MOST_REGION_LISTS)
                    .limit(MOST_COMPONENTS)
                    .map(c -> c.number() + " in " + mainPlace(c.whole()))
                    .toList();
            html.leaf(
                    "p",
                    "Smaller components: " + String.join("; ", places) + (more > MOST_COMPONENTS ? "; and more" : "")
                            + ".");
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
        head(html, names.toArray(String[]::new));
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

    private void eloquent(Html html, TumourSite site) {
        Map<Place, Double> nearest = new LinkedHashMap<>();
        for (Component component : content.located()) {
            for (Eloquent e : component.whole().eloquent()) {
                nearest.merge(e.place(), e.mm(), Math::min);
            }
        }
        html.open("section", "id", "eloquent").leaf("h2", "Eloquent areas");
        if (nearest.isEmpty()) {
            html.leaf("p", site.coarse() ? "The atlas knows lobes alone, so no distance is given." : "None nearby.")
                    .close();
            return;
        }
        html.open("table");
        head(html, "Area", "Side", "Distance", "Needed for");
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

    private void atlas(Html html) {
        html.open("section", "id", "atlas").leaf("h2", "Atlas and registration");
        if (content.site().isEmpty()) {
            html.leaf("p", "The image was not compared with an atlas, so no region is named.")
                    .close();
            return;
        }
        TumourSite site = content.site().get();
        Registered map = site.registration();
        html.leaf(
                "p",
                site.atlas() + (site.coarse() ? " (lobes alone)" : "") + ". "
                        + switch (map.method()) {
                            case GIVEN -> "The map to the atlas was given by the caller";
                            case KNOWN_SPACE -> "The image is on the SRI24 grid; its map was refined from there";
                            case REGISTERED -> "The image was registered to the atlas by likeness";
                        }
                        + String.format(Locale.ROOT, " in %.1f s. ", map.seconds())
                        + "Quality " + Words.score(map.quality()) + " of 1: "
                        + (map.trusted() ? "trusted." : "not trusted."));
        warnings(html, site.warnings());
        html.close();
    }

    static void warnings(Html html, List<String> warnings) {
        if (warnings.isEmpty()) {
            return;
        }
        html.open("ul", "class", "warnings");
        warnings.forEach(w -> html.leaf("li", w));
        html.close();
    }
}
