package org.foldlink.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.atlas.Region;
import org.foldlink.atlas.Regions;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;
import org.foldlink.atlas.TumourSite.Component;
import org.foldlink.atlas.TumourSite.Eloquent;
import org.foldlink.atlas.TumourSite.Extent;
import org.foldlink.atlas.TumourSite.Place;
import org.foldlink.atlas.TumourSite.Share;
import org.foldlink.clinical.FinalSite;
import org.foldlink.clinical.FinalSite.Candidate;
import org.foldlink.clinical.FinalSite.Point;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.Referral;
import org.foldlink.clinical.Study;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** The usual case with something taken away, or more of it. */
final class ReportVariant {

    private final ReportContent usual;
    private Optional<Patient> patient;
    private Optional<Study> study;
    private List<Observation> observations;
    private Optional<TumourSite> site;
    private Optional<FinalSite> finalSite;
    private Optional<Referral> referral;
    private Map<String, String> provenance;

    private ReportVariant(ReportContent usual) {
        this.usual = usual;
        this.patient = usual.patient();
        this.study = usual.study();
        this.observations = usual.observations();
        this.site = usual.site();
        this.finalSite = usual.finalSite();
        this.referral = usual.referral();
        this.provenance = usual.provenance();
    }

    static ReportVariant of(Volume scan, Volume labels, SortedMap<Integer, String> parts) {
        return new ReportVariant(ReportSamples.usual(scan, labels, parts));
    }

    /** Balls of oedema, the first the largest, all on the right. */
    static ReportVariant scattered(Grid grid, int balls) {
        ReportHead head = ReportHead.on(grid, Vec3.ZERO, 0);
        Volume labels = Volume.allocate(grid, VoxelType.UINT8);
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    Vec3 p = grid.indexToRas().apply(i, j, k).minus(ReportHead.CENTRE);
                    for (int n = 0; n < balls; n++) {
                        Vec3 at = new Vec3(15 + 30 * (n % 2), 45 - 26 * (n / 2 % 4), -15 + 30 * (n / 8));
                        if (p.minus(at).norm() < 10.5 - 0.5 * n) {
                            labels.voxels().set(grid.index(i, j, k), ReportHead.OEDEMA);
                        }
                    }
                }
            }
        }
        SortedMap<Integer, String> parts = new TreeMap<>(Map.of(ReportHead.OEDEMA, "oedema"));
        return of(head.scan(), labels, parts);
    }

    /** Pictures and sizes alone. */
    ReportVariant bare() {
        patient = Optional.empty();
        study = Optional.empty();
        observations = List.of();
        site = Optional.empty();
        referral = Optional.empty();
        provenance = Map.of();
        return withoutFinalSite();
    }

    ReportVariant withoutFinalSite() {
        finalSite = Optional.empty();
        return this;
    }

    ReportVariant withoutSymptoms() {
        observations = List.of();
        finalSite = finalSite.map(f -> new FinalSite(
                FinalSite.Verdict.IMAGE_ONLY,
                "The image shows the tumour mostly in the right middle frontal gyrus. No symptom was recorded.",
                f.ranking().stream()
                        .map(c -> new Candidate(
                                c.region(),
                                c.side(),
                                c.image(),
                                0,
                                c.image(),
                                c.trace().stream().limit(1).toList()))
                        .toList(),
                List.of("A neurological examination."),
                List.of()));
        return this;
    }

    ReportVariant untrusted() {
        site = site.map(s -> new TumourSite(
                s.atlas(),
                s.coarse(),
                s.space(),
                ReportSamples.registered(false),
                List.of(),
                OptionalDouble.empty(),
                List.of("The scan seems to be cut off below the cerebellum.")));
        finalSite = Optional.of(new FinalSite(
                FinalSite.Verdict.SYMPTOMS_ONLY,
                "The symptoms point to the right precentral gyrus. The image could not be matched to the atlas and says nothing here.",
                List.of(new Candidate(
                        "precentral_gyrus",
                        Side.RIGHT,
                        0,
                        0.92,
                        0.37,
                        List.of(new Point(
                                "hemiparesis", 0.37, "motor cortex moves the opposite side", "blumenfeld-6")))),
                List.of("Register the image again with a skull-stripped T1.", "Look at the slices."),
                List.of()));
        return this;
    }

    ReportVariant conflict() {
        finalSite = finalSite.map(f -> new FinalSite(
                FinalSite.Verdict.CONFLICT,
                "Symptoms point to the left temporal lobe, the image to the right frontal lobe: check laterality and the study’s orientation.",
                f.ranking(),
                f.settle(),
                List.of("The patient’s dominance for language is not known: left is taken.")));
        return this;
    }

    /** The first candidate alone, with so many points of 0.01. */
    ReportVariant manyPoints(int points) {
        List<Point> trace = Collections.nCopies(points, new Point("image", 0.01, "a reason", ""));
        finalSite = finalSite.map(f -> new FinalSite(
                f.verdict(),
                f.statement(),
                List.of(new Candidate("insula", Side.LEFT, 0.5, 0.5, 0.01 * points, trace)),
                List.of(),
                List.of()));
        return this;
    }

    /** Sixty regions with a share each, and as many eloquent areas as there are. */
    ReportVariant manyRegions() {
        List<Region> regions = Regions.standard().all().stream().limit(60).toList();
        List<Share> shares = new ArrayList<>();
        List<Eloquent> eloquent = new ArrayList<>();
        for (Region region : regions) {
            Place place = new Place(region.id(), Side.RIGHT);
            shares.add(new Share(place, 0.9 / 60));
            if (region.eloquent()) {
                eloquent.add(new Eloquent(place, 1.3 * eloquent.size()));
            }
        }
        site = site.map(s -> {
            List<Component> components = new ArrayList<>();
            for (Component c : s.components()) {
                Extent e = c.whole();
                components.add(new Component(
                        c.number(),
                        new Extent(
                                e.ml(),
                                e.centreRas(),
                                e.centreAtlas(),
                                e.centrePlace(),
                                e.hemisphere(),
                                e.leftShare(),
                                true,
                                shares,
                                0.1,
                                eloquent),
                        c.parts()));
            }
            return new TumourSite(
                    s.atlas(),
                    s.coarse(),
                    s.space(),
                    s.registration(),
                    components,
                    OptionalDouble.empty(),
                    s.warnings());
        });
        return this;
    }

    /** Long words and long sentences wherever there is room for a text. */
    ReportVariant longTexts() {
        String word = "Pneumonoultramicroscopicsilicovolcanoconiosis".repeat(3);
        String sentence = "A long sentence that goes on and on, as sentences of careful people do. ".repeat(6);
        patient = Optional.of(new Patient(
                "x".repeat(64),
                Optional.of(word),
                Optional.empty(),
                OptionalInt.empty(),
                usual.patient().orElseThrow().dominance()));
        finalSite = finalSite.map(f ->
                new FinalSite(f.verdict(), sentence, f.ranking(), List.of(sentence, word), List.of(sentence, word)));
        referral = referral.map(r -> new Referral(
                Collections.nCopies(8, new Referral.Want(word, true, 1, sentence)),
                Collections.nCopies(7, r.choices().get(0)),
                List.of(sentence)));
        provenance = Map.of(word, sentence, "Hash", "0123456789abcdef".repeat(8));
        return this;
    }

    ReportContent build() {
        return new ReportContent(
                usual.title(),
                patient,
                study,
                observations,
                usual.scan(),
                usual.labels(),
                usual.parts(),
                site,
                finalSite,
                referral,
                usual.knowledge(),
                provenance);
    }
}
