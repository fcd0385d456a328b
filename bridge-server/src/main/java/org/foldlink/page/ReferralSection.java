package org.foldlink.page;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
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
            html.open("p").text("Needed: ");
            html.text(wants(referral, true, w -> w.why().isBlank() ? "" : " (" + w.why() + ")"));
            html.text(" Useful: ").text(wants(referral, false, w -> "")).close();
        }
        SiteSection.warnings(html, referral.warnings());
        List<Choice> choices = referral.choices();
        Set<String> wanted = referral.wanted().stream().map(Want::capability).collect(Collectors.toSet());
        if (choices.isEmpty()) {
            html.leaf("p", "No hospital is named.");
        } else {
            html.open("ol", "class", "hospitals");
            choices.stream().limit(MOST_CHOICES).forEach(c -> choice(html, c, wanted));
            html.close();
        }
        if (choices.size() > MOST_CHOICES) {
            html.leaf(
                    "p", Words.count(choices.size() - MOST_CHOICES, "lower choice") + " not listed.", "class", "note");
        }
        html.close();
    }

    private static String wants(Referral referral, boolean needed, Function<Want, String> more) {
        List<String> terms = referral.wanted().stream()
                .filter(w -> w.needed() == needed)
                .map(w -> Words.term(w.capability()) + more.apply(w))
                .toList();
        return (terms.isEmpty() ? "nothing in particular" : String.join(", ", terms)) + ".";
    }

    private static void choice(Html html, Choice c, Set<String> wanted) {
        Hospital h = c.hospital();
        html.open("li").leaf("b", h.name());
        html.text((h.place().isBlank() ? "" : ", " + h.place()) + " – ")
                .leaf("b", c.km().isPresent() ? Words.km(c.km().getAsDouble()) : "distance unknown", "class", "whole");
        html.open("div");
        if (c.lacks().isEmpty()) {
            html.text("has all of it");
        } else if (c.lacks().size() < c.has().size()) {
            html.text("has all but ");
        } else {
            html.text("has " + terms(c.has()) + "; lacks ");
        }
        if (!c.lacks().isEmpty()) {
            html.leaf("span", terms(c.lacks()), "class", "lacks");
        }
        html.close();
        if (!c.doctors().isEmpty()) {
            html.open("div")
                    .text(c.doctors().stream()
                            .limit(MOST_DOCTORS)
                            .map(d -> doctor(d, wanted))
                            .collect(Collectors.joining("; ")));
            if (c.doctors().size() > MOST_DOCTORS) {
                html.text("; " + (c.doctors().size() - MOST_DOCTORS) + " more");
            }
            html.close();
        }
        html.close();
    }

    /** With the expertise that is wanted here. */
    private static String doctor(Doctor d, Set<String> wanted) {
        List<String> expertise = d.expertise().stream().filter(wanted::contains).toList();
        return d.name() + " (" + Words.term(d.speciality()) + (expertise.isEmpty() ? "" : ": " + terms(expertise))
                + ")";
    }

    private static String terms(List<String> ids) {
        return ids.isEmpty() ? "nothing of it" : ids.stream().map(Words::term).collect(Collectors.joining(", "));
    }
}
