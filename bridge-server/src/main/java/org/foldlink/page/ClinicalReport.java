package org.foldlink.page;

import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.foldlink.volume.PartFile;

/**
 * Writes a report for a clinician: one HTML file without a script, whose pictures are in it. It asks for nothing from a network, its content
 * security policy forbids it to, and it prints on A4 or Letter, a usual case on one page. The same content gives the same bytes.
 */
public final class ClinicalReport {

    private static final String NOTICE = "Not for clinical use.";

    private ClinicalReport() {}

    /** @throws IOException if the file cannot be written; nothing is left behind then */
    public static void write(Path file, ReportContent content) throws IOException {
        Sizes sizes = Sizes.of(content.labels(), content.parts().keySet());
        ReportPictures pictures = new ReportPictures(content, sizes);
        Citations citations = new Citations(content.knowledge());
        PatientSection patient = new PatientSection(content);
        VerdictSection verdict = new VerdictSection(content, citations);

        Html top = new Html();
        top.leaf("h1", content.title());
        patient.facts(top);
        Html body = new Html();
        verdict.verdict(body);
        pictures.write(body);
        body.open("div", "class", "columns");
        new SiteSection(content, sizes).write(body);
        patient.symptoms(body);
        verdict.ranking(body);
        content.referral().ifPresent(r -> ReferralSection.write(body, r));
        body.close();
        provenance(body, content);
        citations.write(body);

        Map<String, String> values = new HashMap<>();
        values.put("title", Html.safe(content.title()));
        values.put("notice", NOTICE);
        values.put("style", Template.resource("report.css"));
        values.put("top", top.toString());
        values.put("body", body.toString());
        Template page = Template.of(Template.resource("report.html"));
        PartFile.write(file, out -> {
            Writer writer = Channels.newWriter(out, StandardCharsets.UTF_8);
            page.write(values, writer);
            writer.flush();
        });
    }

    private static void provenance(Html html, ReportContent content) {
        html.open("section", "id", "provenance").leaf("h2", "Provenance");
        Map<String, String> facts = new LinkedHashMap<>();
        content.study().ifPresent(s -> facts.put("Study", s.id()));
        facts.putAll(content.provenance());
        if (facts.isEmpty()) {
            html.leaf("p", "Not stated.");
        } else {
            html.open("dl");
            facts.forEach((name, value) -> PatientSection.fact(html, name, value));
            html.close();
        }
        html.close();
    }
}
