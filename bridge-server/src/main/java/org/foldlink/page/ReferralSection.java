package org.foldlink.page;

import java.util.List;
import java.util.stream.Collectors;
import org.foldlink.clinical.Doctor;
import org.foldlink.clinical.Hospital;
import org.foldlink.clinical.Referral;
import org.foldlink.clinical.Referral.Choice;
import org.foldlink.clinical.Referral.Want;

/** Who could treat it: what is wanted, then hospitals with what they have and lack, and their doctors. */
final class ReferralSection {

    private static final int MOST_CHOICES = 5;
    private static final int MOST_DOCTORS = 4;

    private ReferralSection() {}

    static void write(Html html, Referral referral) {
        html.open("section", "id", "referral").leaf("h2", "Referral");
        if (!referral.wanted().isEmpty()) {
            html.open("p").text("Wanted: ");
            List<Want> wanted = referral.wanted();
            for (int n = 0; n < wanted.size(); n++) {
                Want w = wanted.get(n);
                html.leaf("b", Words.term(w.capability()))
                        .text((w.needed() ? " (needed" : " (useful") + (w.why().isBlank() ? ")" : ": " + w.why() + ")"))
                        .text(n < wanted.size() - 1 ? "; " : ".");
            }
            html.close();
        }
        SiteSection.warnings(html, referral.warnings());
        List<Choice> choices = referral.choices();
        if (choices.isEmpty()) {
            html.leaf("p", "No hospital is named.");
        } else {
            html.open("ol", "class", "hospitals");
            choices.stream().limit(MOST_CHOICES).forEach(c -> choice(html, c));
            html.close();
        }
        if (choices.size() > MOST_CHOICES) {
            html.leaf(
                    "p", Words.count(choices.size() - MOST_CHOICES, "lower choice") + " not listed.", "class", "note");
        }
        html.close();
    }

    private static void choice(Html html, Choice c) {
        Hospital h = c.hospital();
        html.open("li").leaf("b", h.name());
        html.text((h.place().isBlank() ? "" : ", " + h.place()) + " – ")
                .leaf("b", c.km().isPresent() ? Words.km(c.km().getAsDouble()) : "distance unknown");
        html.open("div").leaf("i", "has ").text(terms(c.has()));
        if (!c.lacks().isEmpty()) {
            html.text("; ")
                    .leaf("i", "lacks ")
                    .open("span", "class", "lacks")
                    .text(terms(c.lacks()))
                    .close();
        }
        html.close();
        if (!c.doctors().isEmpty()) {
            html.open("div")
                    .text(c.doctors().stream()
                            .limit(MOST_DOCTORS)
                            .map(ReferralSection::doctor)
                            .collect(Collectors.joining("; ")));
            if (c.doctors().size() > MOST_DOCTORS) {
                html.text("; " + (c.doctors().size() - MOST_DOCTORS) + " more");
            }
            html.close();
        }
        html.close();
    }

    private static String doctor(Doctor d) {
        return d.name() + " (" + Words.term(d.speciality())
                + (d.expertise().isEmpty() ? "" : ": " + terms(d.expertise())) + ")";
    }

    private static String terms(List<String> ids) {
        return ids.isEmpty() ? "nothing of it" : ids.stream().map(Words::term).collect(Collectors.joining(", "));
    }
}
