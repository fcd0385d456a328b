package org.foldlink.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.foldlink.atlas.BrainAtlas;
import org.foldlink.atlas.SiteException;
import org.foldlink.atlas.SiteFinder;
import org.foldlink.atlas.TumourSite;
import org.foldlink.clinical.ClinicalJson;
import org.foldlink.clinical.CrossCheck;
import org.foldlink.clinical.FinalSite;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.Referral;
import org.foldlink.clinical.StoredResult;
import org.foldlink.clinical.Study;
import org.foldlink.page.ReportContent;
import org.foldlink.volume.Volume;

/** From a scan and its labels to a site, a verdict, a referral and a report, in one go. */
final class ClinicalRun {

    private final MrScan scan;
    private final ClinicalMasks.Made masks;
    private final SortedMap<Integer, String> parts;
    private final Patient patient;
    private final Study study;
    private final List<Observation> given;
    private final List<Observation> observations;
    private final ReferralFlags referral;

    /**
     * @param given symptoms, the record's own
     * @param held what the store holds of the patient; its other symptoms count too
     */
    ClinicalRun(
            MrScan scan,
            ClinicalMasks.Made masks,
            SortedMap<Integer, String> parts,
            Patient patient,
            Study study,
            List<Observation> given,
            Optional<PatientRecord> held,
            ReferralFlags referral) {
        this.scan = scan;
        this.masks = masks;
        this.parts = parts;
        this.patient = patient;
        this.study = study;
        this.given = given;
        this.observations = together(given, held);
        this.referral = referral;
    }

    Volume labels() {
        return masks.labels();
    }

    /** What it came to. */
    record Done(
            TumourSite site,
            FinalSite finalSite,
            Referral referral,
            ReportContent report,
            ObjectNode document,
            PatientRecord record) {}

    /** @param folder where the labelmap will lie, for the record */
    Done run(BrainAtlas atlas, ClinicalDesk desk, ClinicalFolder folder, Consumer<String> say) {
        Instant made = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        say.accept("registering the " + scan.anatomy().word() + " channel to the atlas, locating the tumour");
        TumourSite site = site(atlas, scan.volume(scan.anatomy()), masks.labels(), parts);
        say.accept("holding " + observations.size() + (observations.size() == 1 ? " symptom" : " symptoms")
                + " against it");
        FinalSite finalSite =
                new CrossCheck(desk.knowledge()).check(observations, Optional.of(site), patient.dominance());
        Referral found = referral.find(desk.providers(), finalSite, patient.age());
        Map<String, String> provenance = provenance(site, made);
        List<StoredResult> results = new ArrayList<>();
        results.add(result("segmentation", segmentation(folder, provenance), made));
        results.add(result("site", with(ClinicalJson.site(site), provenance), made));
        results.add(result("cross-check", with(ClinicalJson.finalSite(finalSite), provenance), made));
        results.add(result("referral", with(ClinicalJson.referral(found), provenance), made));
        PatientRecord record = new PatientRecord(patient, given, List.of(study), results);
        ReportContent report = new ReportContent(
                "Brain tumour: site, symptoms, referral",
                Optional.of(patient),
                Optional.of(study),
                observations,
                scan.volume(scan.picture()),
                masks.labels(),
                parts,
                Optional.of(site),
                Optional.of(finalSite),
                Optional.of(found),
                desk.knowledge(),
                provenance);
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("schema", ClinicalJson.SCHEMA);
        document.set("patient", ClinicalJson.patient(new PatientRecord(patient, observations, List.of(), List.of())));
        document.set("site", ClinicalJson.site(site));
        document.set("cross_check", ClinicalJson.finalSite(finalSite));
        document.set("referral", ClinicalJson.referral(found));
        with(document, provenance).put("notice", Main.NOTICE);
        return new Done(site, finalSite, found, report, document, record);
    }

    static TumourSite site(BrainAtlas atlas, Volume image, Volume labels, SortedMap<Integer, String> parts) {
        try {
            return new SiteFinder(atlas).find(image, labels, parts);
        } catch (SiteException e) {
            throw ClinicalFailures.malformed(e);
        }
    }

    private static List<Observation> together(List<Observation> given, Optional<PatientRecord> held) {
        List<Observation> all = new ArrayList<>(given);
        held.ifPresent(r -> r.observations().stream()
                .filter(o -> given.stream().noneMatch(g -> g.symptom().equals(o.symptom()) && g.side() == o.side()))
                .forEach(all::add));
        return all;
    }

    private Map<String, String> provenance(TumourSite site, Instant made) {
        Map<String, String> facts = new LinkedHashMap<>(masks.provenance());
        facts.put("Atlas", site.atlas());
        facts.put("Software", "FoldLink " + Version.get());
        if (!scan.files().isEmpty()) {
            facts.put("Images", "SHA-256 " + Hashes.of(scan.files().values()).substring(0, 16));
        }
        facts.put("Made", made.toString());
        return facts;
    }

    private ObjectNode segmentation(ClinicalFolder folder, Map<String, String> provenance) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("schema", ClinicalJson.SCHEMA)
                .put("kind", "segmentation")
                .put("notice", Main.NOTICE);
        ObjectNode names = node.putObject("parts");
        parts.forEach((value, name) -> names.put(String.valueOf(value), name));
        ObjectNode files = node.putObject("files");
        Optional.ofNullable(scan.files().get(scan.picture()))
                .ifPresent(f -> files.put("scan", f.toAbsolutePath().normalize().toString()));
        files.put("labels", folder.labels().toAbsolutePath().normalize().toString());
        return with(node, provenance);
    }

    private static ObjectNode with(ObjectNode node, Map<String, String> provenance) {
        ObjectNode facts = node.putObject("provenance");
        provenance.forEach(facts::put);
        return node;
    }

    private StoredResult result(String kind, ObjectNode document, Instant made) {
        return new StoredResult(
                UUID.randomUUID().toString(), study.id(), kind, ClinicalJson.SCHEMA, document.toString(), made);
    }
}
