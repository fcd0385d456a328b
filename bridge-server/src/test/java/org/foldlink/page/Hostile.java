package org.foldlink.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.foldlink.atlas.Registered;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;
import org.foldlink.atlas.TumourSite.Component;
import org.foldlink.atlas.TumourSite.Eloquent;
import org.foldlink.atlas.TumourSite.Extent;
import org.foldlink.atlas.TumourSite.Part;
import org.foldlink.atlas.TumourSite.Place;
import org.foldlink.atlas.TumourSite.Share;
import org.foldlink.clinical.BodySide;
import org.foldlink.clinical.Doctor;
import org.foldlink.clinical.Dominance;
import org.foldlink.clinical.FinalSite;
import org.foldlink.clinical.FinalSite.Candidate;
import org.foldlink.clinical.FinalSite.Point;
import org.foldlink.clinical.Hospital;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.Reference;
import org.foldlink.clinical.Referral;
import org.foldlink.clinical.Study;
import org.foldlink.clinical.Symptom;

/** Every text of a report an attack, each with a mark of its own so that a test can tell which came through. */
final class Hostile {

    static final String ATTACK =
            "\"'><script>document.title='out'</script><img src=x onerror=alert(1)>{{style}}<!]]>&amp;</style>";

    private static final List<String> MARKS = new ArrayList<>();

    private Hostile() {}

    private static String text(String mark) {
        MARKS.add(mark);
        return mark + ATTACK;
    }

    /** Those of the fields that a report shows. */
    static List<String> marks() {
        return List.copyOf(MARKS);
    }

    /** @param trusted whether the atlas is: then its regions are shown, else the reason why they are not */
    static ReportContent of(ReportContent usual, boolean trusted) {
        MARKS.clear();
        Place place = new Place(trusted ? text("Region") : "x", Side.LEFT);
        Place near = new Place(trusted ? text("Near") : "x", Side.LEFT);
        TumourSite site = usual.site().orElseThrow();
        Component first = site.components().get(0);
        Extent e = first.whole();
        Extent bad = new Extent(
                e.ml(),
                e.centreRas(),
                e.centreAtlas(),
                Optional.of(place),
                e.hemisphere(),
                0,
                false,
                List.of(new Share(place, 1)),
                0,
                List.of(new Eloquent(near, 3)));
        Registered r = ReportSamples.registered(false);
        String part = text("Part");
        TreeMap<Integer, String> parts = new TreeMap<>(usual.parts());
        parts.put(ReportHead.OEDEMA, part);
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put(text("Key"), text("Value"));
        provenance.put("Turned", "turned\u202eround\u0000");
        Hospital hospital = new Hospital("h", text("Hospital"), text("Place"), Optional.empty(), List.of(), List.of());
        return new ReportContent(
                text("Title"),
                Optional.of(new Patient(
                        text("Id"),
                        Optional.of(text("Pseudonym")),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Dominance.UNKNOWN)),
                Optional.of(new Study(text("Study"), "p", Optional.empty(), text("Modality"), text("Description"))),
                List.of(
                        new Observation("known", BodySide.LEFT, Optional.empty(), Optional.empty()),
                        new Observation(text("Unknown symptom"), BodySide.BOTH, Optional.empty(), Optional.empty())),
                usual.scan(),
                usual.labels(),
                parts,
                Optional.of(new TumourSite(
                        text("Atlas"),
                        false,
                        site.space(),
                        new Registered(r.imageToAtlas(), r.method(), 0.2, trusted, trusted ? "" : text("Reason"), 1),
                        List.of(new Component(1, bad, List.of(new Part(part, bad)))),
                        OptionalDouble.empty(),
                        List.of(text("Site warning")))),
                Optional.of(new FinalSite(
                        FinalSite.Verdict.PARTIAL,
                        text("Statement"),
                        List.of(new Candidate(
                                text("Candidate"),
                                Side.MIDLINE,
                                1,
                                1,
                                1,
                                List.of(
                                        new Point(text("Source"), 0.5, text("Why"), "cited"),
                                        new Point("known", 0.5, "x", text("Uncited"))))),
                        List.of(text("Settle")),
                        List.of(text("Final warning")))),
                Optional.of(new Referral(
                        List.of(
                                new Referral.Want(text("Want"), true, 1, text("Reason wanted")),
                                new Referral.Want("Skill" + ATTACK, false, 1, "")),
                        List.of(new Referral.Choice(
                                hospital,
                                List.of(new Doctor(
                                        "d", text("Doctor"), "h", text("Speciality"), List.of(text("Skill")))),
                                List.of(text("Has")),
                                List.of(text("Lacks")),
                                OptionalDouble.empty(),
                                1)),
                        List.of(text("Referral warning")))),
                new Knowledge(
                        List.of(new Symptom(
                                "known",
                                text("Symptom"),
                                List.of(),
                                Symptom.Kind.SIGN,
                                text("Term"),
                                Optional.empty())),
                        List.of(),
                        List.of(new Reference("cited", text("Citation")))),
                provenance);
    }
}
