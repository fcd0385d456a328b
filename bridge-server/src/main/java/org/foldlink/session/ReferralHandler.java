package org.foldlink.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.foldlink.atlas.TumourSite;
import org.foldlink.clinical.ClinicalDataException;
import org.foldlink.clinical.ClinicalJson;
import org.foldlink.clinical.ClinicalStore;
import org.foldlink.clinical.CrossCheck;
import org.foldlink.clinical.Dominance;
import org.foldlink.clinical.FinalSite;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.Providers;
import org.foldlink.clinical.RecordChecks;
import org.foldlink.clinical.ReferralQuestion;
import org.foldlink.clinical.Referrals;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.StoredResult;

/** Referral: who could treat what was found. */
final class ReferralHandler {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Core core;
    private final StoreDesk desk;

    ReferralHandler(Core core, StoreDesk desk) {
        this.core = core;
        this.desk = desk;
    }

    /** What a referral goes by. */
    private record Case(FinalSite site, Optional<String> kind, OptionalInt age) {}

    ReferralAnswer handle(SessionState session, ReferralRequest request) throws RequestException {
        if (request.job().isPresent() == request.patient().isPresent()) {
            throw new RequestException(
                    ErrorCode.BAD_FIELD, "job", "Referral names a job or a patient (expected exactly one of the two)");
        }
        Case of = request.job().isPresent()
                ? ofJob(session, request.job().get())
                : ofPatient(request.patient().orElseThrow(), request);
        String kind = request.kind().or(of::kind).orElse("");
        Providers providers = desk.ask(store -> {
            store.note("referral.find", request.actor());
            return store.providers();
        });
        ReferralQuestion question = new ReferralQuestion(of.site(), kind, of.age(), request.from(), request.mustHave());
        return new ReferralAnswer(new Referrals(providers).find(question), of.site(), kind);
    }

    private Case ofJob(SessionState session, String job) throws RequestException {
        SiteDocument document = core.locked(() -> {
            core.ensureOpen(session);
            Job found = session.jobs.get(job);
            if (found != null && found.held.get(ResultKind.SITE.device(job)) instanceof JobEvent.Site site) {
                return site.document();
            }
            throw new RequestException(
                    ErrorCode.UNKNOWN_JOB,
                    "job",
                    "no site of job " + Texts.shown(job)
                            + " is held (expected a job whose Site was answered): ask for its Site");
        });
        FinalSite site = document.finalSite().isPresent()
                ? document.finalSite().get()
                : new CrossCheck(desk.ask(ClinicalStore::knowledge))
                        .check(List.of(), Optional.of(document.site()), Dominance.UNKNOWN);
        return new Case(site, document.tumour(), document.age());
    }

    /** The latest site of the patient that is stored, with the symptoms as they are now. */
    private Case ofPatient(String patient, ReferralRequest request) throws RequestException {
        return desk.ask(store -> {
            PatientRecord record = Clinic.record(store, patient, request.actor());
            Optional<StoredResult> latest = record.results().stream()
                    .filter(result -> result.kind().equals("site"))
                    .max(Comparator.comparing(StoredResult::made));
            if (latest.isEmpty() && record.observations().isEmpty()) {
                throw new StoreException(
                        StoreException.Reason.NOT_FOUND,
                        "patient " + RecordChecks.quoted(patient)
                                + " has neither a site nor symptoms (expected one of them): record them first");
            }
            JsonNode document = latest.isPresent() ? read(latest.get()) : JSON.createObjectNode();
            Optional<TumourSite> site = latest.isPresent() ? Optional.of(site(document)) : Optional.empty();
            FinalSite finalSite = new CrossCheck(store.knowledge())
                    .check(record.observations(), site, record.patient().dominance());
            Optional<String> kind = Optional.ofNullable(document.get("tumour")).map(JsonNode::asText);
            return new Case(finalSite, kind, record.patient().age());
        });
    }

    private static TumourSite site(JsonNode document) throws StoreException {
        try {
            return ClinicalJson.site(document);
        } catch (ClinicalDataException e) {
            throw unreadable(e);
        }
    }

    private static JsonNode read(StoredResult result) throws StoreException {
        try {
            return JSON.readTree(result.document());
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    private static StoreException unreadable(Exception cause) {
        return new StoreException(
                StoreException.Reason.INCOMPATIBLE,
                "the site that is stored cannot be read (expected a document of schema " + SiteJson.SCHEMA
                        + "): find the site again",
                cause);
    }
}
