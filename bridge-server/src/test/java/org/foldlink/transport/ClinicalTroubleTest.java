package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.foldlink.clinical.ExampleSites;
import org.foldlink.clinical.TroubledStore;
import org.foldlink.protocol.message.CommandMessage;
import org.foldlink.protocol.message.CommandReplyMessage;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.session.SiteSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database that is down or hangs, clients that come and go, and a bridge that stops, while the clinical side works. */
@Timeout(60)
class ClinicalTroubleTest {

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    /** A search that waits for {@link #go}, and notices an interrupt. */
    private final SiteSearch waiting = (image, labels, parts) -> {
        started.countDown();
        try {
            assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return ExampleSites.leftPrecentral(1);
    };

    // ---- the database

    @Test
    void downAtTheStartTheRestIsServedAndItWorksOnceItIsBack() throws Exception {
        try (ClinicalRig rig = new ClinicalRig();
                TestClient client = rig.client('a')) {
            rig.trouble.down();
            for (String command : List.of(
                    "Patient {\"action\": \"list\"}",
                    "Patient {\"action\": \"put\", \"id\": \"P1\"}",
                    "Symptoms {\"action\": \"search\"}",
                    "Referral {\"patient\": \"P1\"}")) {
                String[] parts = command.split(" ", 2);
                assertThat(client.refused(parts[0], parts[1]).toString())
                        .isEqualTo("{\"code\":\"unavailable\",\"message\":\"" + TroubledStore.DOWN
                                + "\",\"field\":\"database\"}");
            }
            ClinicalRig.segment(client);
            client.command("Site", """
                    {"job": "ab12"}""");
            assertThat(ClinicalRig.site(client).get("site").get("components")).hasSize(1);
            rig.trouble.up();
            client.command("Patient", """
                    {"action": "put", "id": "P1"}""");
            assertThat(client.command("Patient", """
                    {"action": "list"}""").get("patients")).hasSize(1);
        }
    }

    @Test
    void downInMidUseTheSiteIsDeliveredAndHeldAndStoredLater() throws Exception {
        try (ClinicalRig rig = new ClinicalRig();
                TestClient client = rig.client('a')) {
            client.command("Patient", """
                    {"action": "put", "id": "P1", "symptoms": [{"symptom": "headache"}]}""");
            ClinicalRig.segment(client);
            rig.trouble.down();
            JsonNode accepted = client.command("Site", """
                    {"job": "ab12", "patient": "P1"}""");
            assertThat(accepted.get("warnings").get(0).textValue()).isEqualTo(TroubledStore.DOWN);
            JsonNode site = ClinicalRig.site(client);
            assertThat(site.get("stored").get("done").booleanValue()).isFalse();
            assertThat(site.get("stored").get("reason").textValue())
                    .isEqualTo("the patient's symptoms could not be read: " + TroubledStore.DOWN
                            + ". Nothing is lost: send Site again to store it");
            client.command("Results", """
                    {"job": "ab12"}""");
            assertThat(ClinicalRig.site(client)).isEqualTo(site);
            rig.trouble.up();
            client.command("Site", """
                    {"job": "ab12", "patient": "P1"}""");
            assertThat(ClinicalRig.site(client).get("stored").get("done").booleanValue())
                    .isTrue();
        }
    }

    /** The hung client's replies come in order; the other client does not wait at all. */
    @Test
    void aDatabaseThatHangsHoldsUpNobodyElse() throws Exception {
        try (ClinicalRig rig = new ClinicalRig(Duration.ofMillis(700));
                TestClient hung = rig.client('a');
                TestClient other = rig.client('b')) {
            hung.command("Patient", """
                    {"action": "put", "id": "P1"}""");
            rig.trouble.hold();
            hung.send(command(101, "Patient", """
                    {"action": "put", "id": "P2"}"""));
            hung.send(command(102, "Jobs", "{}"));
            await().until(() -> rig.trouble.waiting() == 1);
            ClinicalRig.segment(other);
            assertThat(rig.trouble.waiting()).isEqualTo(1);
            CommandReplyMessage first = (CommandReplyMessage)
                    hung.await(p -> p.message() instanceof CommandReplyMessage).message();
            CommandReplyMessage second = (CommandReplyMessage)
                    hung.await(p -> p.message() instanceof CommandReplyMessage).message();
            assertThat(first.id()).isEqualTo(101);
            assertThat(first.content())
                    .isEqualTo(
                            "{\"error\":{\"code\":\"unavailable\",\"message\":\"the database has not answered within 700 ms"
                                    + " and may still do what was asked: look before asking again\",\"field\":\"database\"}}");
            assertThat(second.id()).isEqualTo(102);
            rig.trouble.letGo();
            // It did what was asked, late.
            await().untilAsserted(() ->
                    assertThat(hung.command("Patient", """
                            {"action": "list"}""").get("patients")).hasSize(2));
        }
    }

    private static Packet command(long id, String name, String json) {
        return Packet.v2("command", Metadata.EMPTY, CommandMessage.of(id, name, json));
    }

    // ---- clients

    @Test
    void twoClientsAtOnceWriteTheSamePatient() throws Exception {
        try (ClinicalRig rig = new ClinicalRig();
                TestClient one = rig.client('a');
                TestClient two = rig.client('b')) {
            List<Thread> threads = new ArrayList<>();
            List<Throwable> failed = java.util.Collections.synchronizedList(new ArrayList<>());
            for (TestClient client : List.of(one, two)) {
                String side = client == one ? "left" : "right";
                Thread thread = new Thread(() -> {
                    try {
                        for (int n = 0; n < 20; n++) {
                            client.command(
                                    "Patient", "{\"action\": \"put\", \"id\": \"P1\", \"age\": " + (20 + n) + "}");
                            client.command(
                                    "Symptoms",
                                    "{\"action\": \"put\", \"patient\": \"P1\", \"symptom\": \"headache\", \"side\": \""
                                            + side + "\"}");
                        }
                    } catch (Exception | AssertionError e) {
                        failed.add(e);
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failed).isEmpty();
            JsonNode got = one.command("Patient", """
                    {"action": "get", "id": "P1"}""");
            assertThat(got.get("patient").get("age").intValue()).isEqualTo(39);
            assertThat(got.get("symptoms").findValuesAsText("side")).containsExactlyInAnyOrder("left", "right");
        }
    }

    @Test
    void eachClientHasItsOwnSites() throws Exception {
        try (ClinicalRig rig = new ClinicalRig();
                TestClient one = rig.client('a');
                TestClient two = rig.client('b')) {
            ClinicalRig.segment(one);
            ClinicalRig.segment(two);
            one.command("Site", """
                    {"job": "ab12", "tumour": "one"}""");
            two.command("Site", """
                    {"job": "ab12", "tumour": "two"}""");
            assertThat(ClinicalRig.site(one).get("tumour").textValue()).isEqualTo("one");
            assertThat(ClinicalRig.site(two).get("tumour").textValue()).isEqualTo("two");
        }
    }

    @Test
    void cancelled() throws Exception {
        try (ClinicalRig rig = new ClinicalRig();
                TestClient client = rig.client('a')) {
            rig.search = waiting;
            ClinicalRig.segment(client);
            client.command("Site", """
                    {"job": "ab12"}""");
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(client.refused("Site", """
                    {"job": "ab12"}""").get("code").textValue()).isEqualTo("job_running");
            assertThat(client.command("Cancel", """
                    {"job": "ab12"}""").get("outcome").textValue()).isEqualTo("stopped");
            StatusMessage status = client.status("ab12.site");
            assertThat(status.errorName()).isEqualTo("cancelled");
            assertThat(status.text()).isEqualTo("the search for the site of job ab12 was cancelled");
            go.countDown();
            client.command("Site", """
                    {"job": "ab12"}""");
            assertThat(ClinicalRig.site(client).get("of").intValue()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatBreaksMeanwhileIsTakenUpAgain() throws Exception {
        try (ClinicalRig rig = new ClinicalRig()) {
            rig.search = waiting;
            try (TestClient client = rig.client('a')) {
                client.command("Patient", """
                        {"action": "put", "id": "P1"}""");
                ClinicalRig.segment(client);
                client.command("Site", """
                        {"job": "ab12", "patient": "P1"}""");
                assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
                client.kill();
            }
            go.countDown();
            await().until(() -> !rig.store
                    .patient("P1", new org.foldlink.clinical.Actor("test", ""))
                    .orElseThrow()
                    .results()
                    .isEmpty());
            try (TestClient again = rig.client('a')) {
                JsonNode site = ClinicalRig.site(again);
                assertThat(site.get("stored").get("done").booleanValue()).isTrue();
            }
        }
    }

    @Test
    void aBridgeThatStopsMeanwhileSaysSoAndClosesTheStore() throws Exception {
        ClinicalRig rig = new ClinicalRig();
        try (TestClient client = rig.client('a')) {
            client.command("Patient", """
                    {"action": "put", "id": "P1"}""");
            rig.search = waiting;
            ClinicalRig.segment(client);
            client.command("Site", """
                    {"job": "ab12", "patient": "P1"}""");
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
            Thread stopping = new Thread(rig::close);
            stopping.start();
            StatusMessage status = client.status("ab12.site");
            assertThat(status.errorName()).isEqualTo("shutting_down");
            stopping.join();
            assertThat(rig.trouble.isClosed()).isTrue();
        } finally {
            go.countDown();
            rig.close();
        }
    }
}
