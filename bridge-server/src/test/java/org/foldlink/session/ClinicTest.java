package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.foldlink.clinical.BodySide;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.Symptom;
import org.foldlink.clinical.TroubledStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the database is opened, asked, waited for and closed. */
@Timeout(60)
class ClinicTest {

    @Test
    void itIsOpenedByTheFirstCommandAndOnce() throws Exception {
        try (ClinicalRig rig = new ClinicalRig()) {
            assertThat(rig.trouble.timesOpened()).isZero();
            rig.clinic().putPatient(ClinicalRig.patient("P1"), ClinicalRig.ALICE);
            rig.clinic().patient("P1", ClinicalRig.ALICE);
            assertThat(rig.trouble.timesOpened()).isEqualTo(1);
            rig.bridge.shutdown(Duration.ZERO);
            assertThat(rig.trouble.isClosed()).isTrue();
        }
    }

    @Test
    void oneThatCannotBeOpenedIsTriedAgain() throws Exception {
        try (ClinicalRig rig = new ClinicalRig()) {
            rig.trouble.down();
            for (int n = 0; n < 2; n++) {
                assertThatThrownBy(() -> rig.clinic().search("", ClinicalRig.ALICE))
                        .isInstanceOfSatisfying(RequestException.class, e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                            assertThat(e.field()).isEqualTo("database");
                        })
                        .hasMessage(TroubledStore.DOWN);
            }
            assertThat(rig.trouble.timesOpened()).isEqualTo(2);
            rig.trouble.up();
            assertThat(rig.clinic().search("", ClinicalRig.ALICE).stream().map(Symptom::id))
                    .containsExactly("expressive_aphasia", "arm_weakness", "headache");
        }
    }

    @Test
    void oneThatWasNeverAskedIsNotOpenedToBeClosed() {
        ClinicalRig rig = new ClinicalRig();
        rig.close();
        assertThat(rig.trouble.timesOpened()).isZero();
        assertThatThrownBy(() -> rig.clinic().search("", ClinicalRig.ALICE))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
    }

    @Test
    void whoWaitsTooLongIsToldWhetherAnythingMayHaveChanged() throws Exception {
        try (ClinicalRig rig = new ClinicalRig(Duration.ofMillis(200))) {
            rig.clinic().search("", ClinicalRig.ALICE);
            rig.trouble.hold();
            List<Thread> threads = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                Thread thread = new Thread(() -> assertThatThrownBy(
                                () -> rig.clinic().search("", ClinicalRig.ALICE))
                        .hasMessage("the database has not answered within 200 ms and may still do what was asked: look"
                                + " before asking again"));
                threads.add(thread);
                thread.start();
            }
            await().until(() -> rig.trouble.waiting() == 4);
            // All threads are taken: this one never begins.
            AtomicReference<String> said = new AtomicReference<>("");
            Thread fifth = new Thread(() -> said.set(refusal(rig)));
            fifth.start();
            fifth.join();
            assertThat(said.get())
                    .isEqualTo("the database has not answered within 200 ms; nothing was changed: try again later");
            rig.trouble.letGo();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(rig.store.patients("", 10, ClinicalRig.ALICE)).isEmpty();
            assertThat(rig.clinic().search("headache", ClinicalRig.ALICE)).hasSize(1);
        }
    }

    private static String refusal(ClinicalRig rig) {
        try {
            rig.clinic().putPatient(ClinicalRig.patient("late"), ClinicalRig.ALICE);
            return "";
        } catch (RequestException e) {
            return e.getMessage();
        }
    }

    @Test
    void itsRefusalsAreOurs() throws Exception {
        try (ClinicalRig rig = new ClinicalRig()) {
            assertThatThrownBy(() -> rig.clinic().patient("P9", ClinicalRig.ALICE))
                    .isInstanceOfSatisfying(RequestException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
                        assertThat(e.field()).isEqualTo("patient");
                    });
            assertThatThrownBy(() -> rig.clinic()
                            .putSymptom("P9", ClinicalRig.symptom("headache", BodySide.LEFT), ClinicalRig.ALICE))
                    .hasMessage("patient \"P9\" is not held (expected one that was put before)");
            assertThatThrownBy(() -> rig.clinic().putPatient(ClinicalRig.patient(" "), ClinicalRig.ALICE))
                    .isInstanceOfSatisfying(RequestException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.BAD_FIELD);
                        assertThat(e.field()).isEqualTo("patient.id");
                    });
        }
    }

    @Test
    void aStoreOfAnotherVersionIsSaidToBe() throws Exception {
        ClinicalSetup newer = new ClinicalSetup(
                () -> {
                    throw new StoreException(StoreException.Reason.INCOMPATIBLE, "made by a newer FoldLink");
                },
                (image, labels, parts) -> {
                    throw new AssertionError();
                },
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
        Bridge bridge = new Bridge(
                Rig.setup(new FakeSegmenter(), BridgeLimits.DEFAULT).withClinical(newer),
                new ManualTime(),
                new ManualExecutor());
        try (bridge) {
            assertThatThrownBy(() -> bridge.clinic().orElseThrow().search("", ClinicalRig.ALICE))
                    .isInstanceOfSatisfying(RequestException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.INCOMPATIBLE);
                        assertThat(e.field()).isEqualTo("database");
                    });
        }
    }

    @Test
    void aBridgeWithoutTheClinicalSideHasNoClinic() {
        assertThat(new Rig().bridge.clinic()).isEmpty();
        assertThatThrownBy(() -> new ClinicalSetup(
                        () -> {
                            throw new AssertionError();
                        },
                        (image, labels, parts) -> {
                            throw new AssertionError();
                        },
                        Duration.ZERO,
                        Duration.ofSeconds(1)))
                .hasMessage("timeout = PT0S (expected more than 0)");
    }
}
