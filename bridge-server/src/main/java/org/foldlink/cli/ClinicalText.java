package org.foldlink.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.foldlink.atlas.Regions;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;
import org.foldlink.clinical.FinalSite;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Reference;
import org.foldlink.clinical.Referral;
import org.foldlink.geometry.Vec3;

/** Clinical results as a terminal shows them. */
final class ClinicalText {

    private static final int REGIONS = 6;
    private static final int CANDIDATES = 6;

    private ClinicalText() {}

    static void observations(PrintWriter out, List<Observation> observations) {
        if (observations.isEmpty()) {
            out.println("  no symptoms are recorded");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("symptom", "side", "onset", "severity"));
        observations.forEach(o -> rows.add(List.of(
                o.symptom(),
                SymptomText.word(o.side()),
                o.onset().map(Object::toString).orElse("-"),
                o.severity().map(s -> s.name().toLowerCase(Locale.ROOT)).orElse("-"))));
        Table.print(out, rows);
    }

    static String place(String region, Side side) {
        String name = Regions.standard()
                .find(region)
                .map(r -> r.name().toLowerCase(Locale.ROOT))
                .orElse(region);
        return side == Side.MIDLINE ? name + " (midline)" : word(side) + " " + name;
    }

    private static String word(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    static void site(PrintWriter out, TumourSite site) {
        out.printf(
                Locale.ROOT,
                "site by %s%s: %s, likeness %.2f, %.1f s%n",
                site.atlas(),
                site.coarse() ? " (lobes alone)" : "",
                site.registration().trusted() ? "registered" : "registration not to be trusted",
                site.registration().quality(),
                site.registration().seconds());
        for (TumourSite.Component c : site.components()) {
            TumourSite.Extent e = c.whole();
            out.printf(
                    Locale.ROOT,
                    "  component %d: %.1f ml, %s (%.0f %% left)%s, centre RAS %s mm, in the atlas %s mm%s%n",
                    c.number(),
                    e.ml(),
                    e.hemisphere() == Side.MIDLINE ? "both hemispheres" : word(e.hemisphere()) + " hemisphere",
                    100 * e.leftShare(),
                    e.crossesMidline() ? ", crosses the midline" : "",
                    point(e.centreRas()),
                    point(e.centreAtlas()),
                    e.centrePlace().map(p -> ", " + place(p.region(), p.side())).orElse(""));
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("region", "share"));
            e.regions().stream()
                    .limit(REGIONS)
                    .forEach(s -> rows.add(List.of(
                            place(s.place().region(), s.place().side()),
                            String.format(Locale.ROOT, "%.0f %%", 100 * s.share()))));
            Table.print(out, rows);
            if (!c.parts().isEmpty()) {
                out.println("  parts: "
                        + c.parts().stream()
                                .map(p -> String.format(
                                        Locale.ROOT,
                                        "%s %.1f ml",
                                        p.name(),
                                        p.extent().ml()))
                                .collect(Collectors.joining(", ")));
            }
            if (!e.eloquent().isEmpty()) {
                out.println("  eloquent: "
                        + e.eloquent().stream()
                                .limit(REGIONS)
                                .map(q -> place(q.place().region(), q.place().side())
                                        + (q.mm() == 0 ? " inside" : String.format(Locale.ROOT, " at %.0f mm", q.mm())))
                                .collect(Collectors.joining(", ")));
            }
        }
        site.shiftMm()
                .ifPresent(mm -> out.printf(
                        Locale.ROOT,
                        "  midline shift: about %.1f mm towards the patient's %s%n",
                        Math.abs(mm),
                        mm >= 0 ? "right" : "left"));
        warnings(out, site.warnings());
    }

    private static String point(Vec3 v) {
        return String.format(Locale.ROOT, "(%.1f, %.1f, %.1f)", v.x(), v.y(), v.z());
    }

    /** @param explain every point of every score, with its reference */
    static void finalSite(PrintWriter out, FinalSite site, Knowledge knowledge, boolean explain) {
        out.println(site.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + site.statement());
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("final site", "image", "symptoms", "score"));
        site.ranking().stream()
                .limit(CANDIDATES)
                .forEach(c -> rows.add(List.of(
                        place(c.region(), c.side()), figure(c.image()), figure(c.symptoms()), figure(c.score()))));
        if (rows.size() > 1) {
            Table.print(out, rows);
        }
        if (explain) {
            site.ranking().stream().limit(CANDIDATES).forEach(c -> explain(out, c, knowledge));
        }
        site.settle().forEach(s -> out.println("  to settle it: " + s));
        warnings(out, site.warnings());
    }

    private static void explain(PrintWriter out, FinalSite.Candidate c, Knowledge knowledge) {
        out.println("  " + place(c.region(), c.side()) + " " + figure(c.score()) + " =");
        for (FinalSite.Point p : c.trace()) {
            String reference = knowledge.references().stream()
                    .filter(r -> r.id().equals(p.reference()))
                    .map(Reference::citation)
                    .findFirst()
                    .orElse(p.reference());
            out.printf(
                    Locale.ROOT,
                    "    %+.3f %s: %s%s%n",
                    p.points(),
                    p.source(),
                    p.why(),
                    reference.isEmpty() ? "" : " [" + reference + "]");
        }
    }

    static void referral(PrintWriter out, Referral referral) {
        if (!referral.wanted().isEmpty()) {
            out.println("wanted: "
                    + referral.wanted().stream()
                            .map(w -> w.capability() + (w.needed() ? " (needed)" : ""))
                            .collect(Collectors.joining(", ")));
        }
        int rank = 1;
        for (Referral.Choice c : referral.choices()) {
            out.printf(
                    Locale.ROOT,
                    "  %d. %s, %s%s, score %.2f%n",
                    rank++,
                    c.hospital().name(),
                    c.hospital().place(),
                    c.km().isPresent() ? String.format(Locale.ROOT, ", %.0f km", c.km().getAsDouble()) : "",
                    c.score());
            if (!c.doctors().isEmpty()) {
                out.println("     "
                        + c.doctors().stream()
                                .map(d -> d.name() + " (" + d.speciality() + ")")
                                .collect(Collectors.joining(", ")));
            }
            if (!c.lacks().isEmpty()) {
                out.println("     lacks " + String.join(", ", c.lacks()));
            }
        }
        warnings(out, referral.warnings());
    }

    private static void warnings(PrintWriter out, List<String> warnings) {
        warnings.forEach(w -> out.println("  warning: " + w));
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
