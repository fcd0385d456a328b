package org.foldlink.page;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.foldlink.atlas.Registered;
import org.foldlink.atlas.TumourSite;
import org.foldlink.atlas.TumourSite.Component;
import org.foldlink.atlas.TumourSite.Extent;
import org.foldlink.atlas.TumourSite.Part;
import org.foldlink.measure.StructureMeasure;

/** Where the image shows the tumour: sizes, hemisphere, regions, eloquent areas, and how far the atlas is to be trusted. */
final class SiteSection {

    /** Rows of so many components; what is left out is counted in the last row. */
    static final int MOST_COMPONENTS = 8;

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
                new RegionSection(content.located(), site.coarse()).write(html);
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

    static void head(Html html, String... columns) {
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
                            case SRI24_GRID -> "The image is on the SRI24 grid; its map was refined from there";
                            case MNI152_GRID -> "The image is on an MNI152 grid; its map was refined from there";
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
