package org.foldlink.page;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.foldlink.atlas.TumourSite;
import org.foldlink.clinical.FinalSite;
import org.foldlink.clinical.FinalSite.Candidate;
import org.foldlink.clinical.FinalSite.Point;
import org.foldlink.clinical.FinalSite.Verdict;
import org.foldlink.clinical.Symptom;

/** What image and symptoms say together: the verdict, the ranking with every point's reason, and what would settle it. */
final class VerdictSection {

    /** Candidates whose points are listed. */
    private static final int MOST_TRACED = 3;

    private static final int MOST_CANDIDATES = 6;

    /** Points of a candidate; beyond it the rest is one line with their sum. */
    private static final int MOST_POINTS = 6;

    private final ReportContent content;
    private final Citations citations;
    private final Map<String, String> symptoms = new TreeMap<>();

    VerdictSection(ReportContent content, Citations citations) {
        this.content = content;
        this.citations = citations;
        for (Symptom symptom : content.knowledge().symptoms()) {
            symptoms.put(symptom.id(), symptom.name());
        }
    }

    void verdict(Html html) {
        content.site().map(TumourSite::registration).filter(r -> !r.trusted()).ifPresent(r -> {
            html.open("section", "id", "untrusted", "class", "box conflict");
            html.leaf("h2", "Atlas not matched: no region is named from the image");
            html.leaf("p", r.reason());
            html.close();
        });
        if (content.finalSite().isPresent()) {
            FinalSite site = content.finalSite().get();
            html.open(
                    "section",
                    "id",
                    "verdict",
                    "class",
                    "box " + site.verdict().name().toLowerCase(Locale.ROOT));
            html.leaf("h2", "Final site: " + word(site.verdict()));
            html.leaf("p", site.statement(), "class", "statement");
            SiteSection.warnings(html, site.warnings());
        } else {
            html.open("section", "id", "verdict", "class", "box undecided");
            html.leaf("h2", "Final site: not determined");
            html.leaf("p", imageAlone(), "class", "statement");
        }
        html.close();
    }

    private String imageAlone() {
        String none = "Symptoms and image were not compared. ";
        return none
                + content.located().stream()
                        .findFirst()
                        .map(c -> c.whole())
                        .map(e -> "The image alone shows the tumour mostly in: " + RegionSection.mainPlace(e) + ".")
                        .orElse("The image names no region.");
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case AGREEMENT -> "image and symptoms agree";
            case PARTIAL -> "image and symptoms agree in part";
            case CONFLICT -> "image and symptoms conflict";
            case IMAGE_ONLY -> "by the image alone";
            case SYMPTOMS_ONLY -> "by the symptoms alone";
            case UNDECIDED -> "undecided";
        };
    }

    void ranking(Html html) {
        if (content.finalSite().isEmpty()) {
            return;
        }
        FinalSite site = content.finalSite().get();
        if (!site.ranking().isEmpty()) {
            html.open("section", "id", "ranking").leaf("h2", "Ranked sites");
            html.open("ol", "class", "candidates");
            List<Candidate> ranking = site.ranking();
            for (int n = 0; n < Math.min(MOST_CANDIDATES, ranking.size()); n++) {
                candidate(html, ranking.get(n), n < MOST_TRACED);
            }
            html.close();
            int more = ranking.size() - MOST_CANDIDATES;
            html.leaf(
                    "p",
                    "Scores 0 to 1; under a site what each reason adds. Weights are ordinal judgements, no probabilities."
                            + (more > 0 ? " " + Words.count(more, "lower site") + " not listed." : ""),
                    "class",
                    "note");
            html.close();
        }
        if (!site.settle().isEmpty()) {
            html.open("section", "id", "settle")
                    .leaf("h2", "What would settle it")
                    .open("ol");
            site.settle().forEach(s -> html.leaf("li", s));
            html.close().close();
        }
    }

    private void candidate(Html html, Candidate c, boolean traced) {
        html.open("li").open("div");
        html.leaf("b", Words.region(c.region()) + ", " + Words.side(c.side()));
        html.leaf("span", " image " + Words.score(c.image()));
        html.leaf("span", " symptoms " + Words.score(c.symptoms()));
        html.open("span")
                .text(" together ")
                .leaf("b", Words.score(c.score()))
                .close()
                .close();
        if (traced && !c.trace().isEmpty()) {
            html.open("ul", "class", "trace");
            int listed =
                    c.trace().size() > MOST_POINTS ? MOST_POINTS - 1 : c.trace().size();
            c.trace().subList(0, listed).forEach(p -> point(html, p));
            List<Point> rest = c.trace().subList(listed, c.trace().size());
            if (!rest.isEmpty()) {
                double sum = rest.stream().mapToDouble(Point::points).sum();
                html.open("li").leaf("b", Words.points(sum)).text(" " + Words.count(rest.size(), "further reason"));
                html.close();
            }
            html.close();
        }
        html.close();
    }

    private void point(Html html, Point p) {
        String source = p.source().equals("image") ? "Image" : symptoms.getOrDefault(p.source(), p.source());
        // Some reasons begin with the symptom already.
        String why = p.why().startsWith(source) ? p.why() : source + ": " + p.why();
        html.open("li").leaf("b", Words.points(p.points())).text(" " + why);
        if (!p.reference().isEmpty()) {
            html.text(" " + citations.cite(p.reference()));
        }
        html.close();
    }
}
