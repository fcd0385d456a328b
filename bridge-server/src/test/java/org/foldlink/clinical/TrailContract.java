package org.foldlink.clinical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foldlink.clinical.StoreSamples.ANN;
import static org.foldlink.clinical.StoreSamples.MUTE;
import static org.foldlink.clinical.StoreSamples.P1;
import static org.foldlink.clinical.StoreSamples.SMALL;
import static org.foldlink.clinical.StoreSamples.WEAK;
import static org.foldlink.clinical.StoreSamples.assertRefused;
import static org.foldlink.clinical.StoreSamples.named;
import static org.foldlink.clinical.StoreSamples.result;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.foldlink.clinical.StoreException.Reason;
import org.junit.jupiter.api.Test;

/** What a store does for all that it keeps: deletion, the audit trail, writers at once, its end. */
interface TrailContract {

    ClinicalStore store();

    @Test
    default void aDeletedPatientIsGoneFromEverywhere() throws Exception {
        store().putPatient(P1, List.of(WEAK), ANN);
        store().putPatient(named("P2"), List.of(MUTE), ANN);
        store().putStudy(new Study("1", "P1", Optional.empty(), "MR", ""), List.of(result("r1", "1")), ANN);
        assertThat(store().patient("P1", ANN)).isPresent();

        store().deletePatient("P1", ANN);
        assertThat(store().patient("P1", ANN)).isEmpty();

        List<AuditEntry> trail = store().audit(1000);
        assertThat(trail).noneMatch(e -> e.toString().contains("P1"));
        List<String> subjects =
                trail.stream().map(AuditEntry::subject).distinct().toList();
        assertThat(subjects).hasSize(2).contains("P2").anyMatch(s -> s.matches("hash:[0-9a-f]{64}"));
        assertThat(store().patient("P2", ANN).orElseThrow().observations()).containsExactly(MUTE);

        store().putPatient(P1, ANN);
        PatientRecord again = store().patient("P1", ANN).orElseThrow();
        assertThat(again).isEqualTo(new PatientRecord(P1, List.of(), List.of(), List.of()));
        store().putStudy(new Study("1", "P1", Optional.empty(), "MR", ""), List.of(result("r1", "1")), ANN);
        store().replaceKnowledge(SMALL, ANN);
    }

    @Test
    default void theTrailTellsWhatWasAskedAndChangedAndRefused() throws Exception {
        Actor nobody = new Actor("local", "");
        store().putPatient(P1, ANN);
        store().patient("P1", nobody);
        store().patient("P9", nobody);
        store().patients("P1", 10, nobody);
        store().putObservation("P1", WEAK, ANN);
        store().removeObservation("P1", "hemiparesis", BodySide.LEFT, ANN);
        store().putStudy(new Study("1", "P1", Optional.empty(), "MR", ""), List.of(), ANN);
        store().putRecord(new PatientRecord(P1, List.of(), List.of(), List.of()), ANN);
        assertRefused(
                () -> store().removeObservation("P1", "x", BodySide.LEFT, ANN),
                Reason.NOT_FOUND,
                "patient \"P1\" has no observation \"x\" LEFT (expected one that the patient's record lists)");
        assertRefused(
                () -> store().patients("", 0, ANN),
                Reason.INVALID,
                "limit = 0 (expected 1 to 1000: patients in one answer)");
        store().replaceKnowledge(SMALL, ANN);
        store().replaceProviders(new Providers(List.of(), List.of()), ANN);
        store().note("site.find", nobody);

        List<AuditEntry> trail = store().audit(1000);
        assertThat(trail.stream()
                        .map(e -> List.of(
                                e.actor(), e.action(), e.subject().replaceAll("^hash:.*", "hash"), e.outcome())))
                .containsExactly(
                        List.of(nobody, "site.find", "", "done"),
                        List.of(ANN, "providers.replace", "", "done"),
                        List.of(ANN, "knowledge.replace", "", "done"),
                        List.of(ANN, "patients.list", "", "invalid"),
                        List.of(ANN, "observation.remove", "P1", "not_found"),
                        List.of(ANN, "record.put", "P1", "done"),
                        List.of(ANN, "study.put", "P1", "done"),
                        List.of(ANN, "observation.remove", "P1", "done"),
                        List.of(ANN, "observation.put", "P1", "done"),
                        List.of(nobody, "patients.list", "P1", "done"),
                        List.of(nobody, "patient.read", "hash", "not_found"),
                        List.of(nobody, "patient.read", "P1", "done"),
                        List.of(ANN, "patient.put", "P1", "done"));
        assertThat(trail).isSortedAccordingTo((a, b) -> Long.compare(b.number(), a.number()));
        assertThat(trail)
                .allMatch(e -> !e.at().isAfter(Instant.now())
                        && e.at().isAfter(Instant.now().minusSeconds(600)));
        assertThat(store().audit(2)).isEqualTo(trail.subList(0, 2));
    }

    @Test
    default void writersAtOnceLoseNothing() throws Exception {
        store().putPatient(P1, ANN);
        int each = 12;
        List<Callable<Void>> writers = IntStream.range(0, 4)
                .<Callable<Void>>mapToObj(w -> () -> {
                    for (int i = 0; i < each; i++) {
                        String id = w + "-" + i;
                        store().putStudy(new Study(id, "P1", Optional.empty(), "MR", ""), List.of(result(id, id)), ANN);
                        store().putPatient(named("shared"), w % 2 == 0 ? List.of(WEAK) : List.of(MUTE, WEAK), ANN);
                        if (i % 4 == 0) {
                            store().replaceKnowledge(SMALL, ANN);
                        }
                        assertThat(store().patient("shared", ANN).orElseThrow().observations())
                                .isIn(List.of(WEAK), List.of(MUTE, WEAK));
                    }
                    return null;
                })
                .toList();
        atOnce(writers);
        PatientRecord record = store().patient("P1", ANN).orElseThrow();
        assertThat(record.studies()).hasSize(4 * each);
        assertThat(record.results()).hasSize(4 * each);
        assertThat(store().audit(10_000)).hasSize(2 + 4 * (3 * each + 3));
    }

    private static void atOnce(List<Callable<Void>> writers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers.size());
        try {
            for (Future<Void> done : threads.invokeAll(writers)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    default void recordsAddedAtOnceAreAllHeld() throws Exception {
        List<Callable<Void>> writers = IntStream.range(0, 4)
                .<Callable<Void>>mapToObj(w -> () -> {
                    for (BodySide side : BodySide.values()) {
                        Observation one = new Observation(
                                w % 2 == 0 ? "hemiparesis" : "aphasia", side, Optional.empty(), Optional.empty());
                        store().putRecord(new PatientRecord(P1, List.of(one), List.of(), List.of()), ANN);
                    }
                    return null;
                })
                .toList();
        atOnce(writers);
        assertThat(store().patient("P1", ANN).orElseThrow().observations()).hasSize(2 * BodySide.values().length);
    }

    @Test
    default void aClosedStoreSaysSo() throws Exception {
        store().close();
        store().close();

        for (Callable<?> call : List.<Callable<?>>of(
                () -> store().patient("P1", ANN),
                () -> store().knowledge(),
                () -> store().providers(),
                () -> store().audit(1))) {
            assertRefused(call::call, Reason.UNAVAILABLE, "the clinical store is closed (expected an open one)");
        }
    }
}
