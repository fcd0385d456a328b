package org.foldlink.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.foldlink.clinical.BodySide;
import org.foldlink.clinical.Dominance;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.Severity;
import org.foldlink.clinical.Sex;
import org.foldlink.clinical.Study;
import org.foldlink.clinical.Symptom;

/** Whom it is about, and what the patient has. */
final class PatientSection {

    private final ReportContent content;

    PatientSection(ReportContent content) {
        this.content = content;
    }

    void facts(Html html) {
        html.open("dl", "id", "patient");
        if (content.patient().isPresent()) {
            Patient p = content.patient().get();
            fact(html, "Image id", p.id());
            p.pseudonym().ifPresent(name -> fact(html, "Pseudonym", name));
            fact(
                    html,
                    "Age and sex",
                    (p.age().isPresent() ? p.age().getAsInt() + " years" : "age not given") + ", "
                            + p.sex().map(PatientSection::word).orElse("sex not given"));
            fact(html, "Dominant for language", word(p.dominance()));
        } else {
            fact(html, "Patient", "no data given");
        }
        content.study().ifPresent(s -> fact(html, "Study", study(s)));
        html.close();
    }

    private static String study(Study s) {
        List<String> words = new ArrayList<>(List.of(s.modality(), s.description()));
        s.acquired().ifPresent(at -> words.add(Words.time(at)));
        words.removeIf(String::isBlank);
        return String.join(" · ", words);
    }

    static void fact(Html html, String name, String value) {
        html.open("div").leaf("dt", name).leaf("dd", value).close();
    }

    private static String word(Sex sex) {
        return switch (sex) {
            case FEMALE -> "female";
            case MALE -> "male";
            case OTHER -> "other";
        };
    }

    private static String word(Dominance dominance) {
        return switch (dominance) {
            case LEFT -> "left hemisphere";
            case RIGHT -> "right hemisphere";
            case UNKNOWN -> "unknown, taken as left";
        };
    }

    void symptoms(Html html) {
        html.open("section", "id", "symptoms").leaf("h2", "Symptoms and signs");
        if (content.observations().isEmpty()) {
            html.leaf("p", "None recorded.").close();
            return;
        }
        Map<String, Symptom> known = new TreeMap<>();
        content.knowledge().symptoms().forEach(s -> known.put(s.id(), s));
        html.open("table").open("thead").open("tr");
        for (String column : List.of("Symptom", "Side", "Onset", "Severity")) {
            html.leaf("th", column, "scope", "col");
        }
        html.close().close().open("tbody");
        for (Observation o : content.observations()) {
            Symptom symptom = known.get(o.symptom());
            html.open("tr").open("th", "scope", "row");
            html.text(symptom == null ? o.symptom() : symptom.name());
            if (symptom != null && !symptom.clinicalTerm().isBlank()) {
                html.leaf("span", " (" + symptom.clinicalTerm() + ")", "class", "quiet");
            }
            html.close();
            html.leaf("td", word(o.side()));
            html.leaf("td", o.onset().map(d -> d.toString()).orElse("–"));
            html.leaf("td", o.severity().map(PatientSection::word).orElse("–"));
            html.close();
        }
        html.close().close().close();
    }

    private static String word(BodySide side) {
        return switch (side) {
            case LEFT -> "left";
            case RIGHT -> "right";
            case BOTH -> "both";
            case UNKNOWN -> "–";
        };
    }

    private static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
