package org.foldlink.transport;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.foldlink.clinical.ExampleSites;
import org.foldlink.clinical.InMemoryStore;
import org.foldlink.clinical.SmallKnowledge;
import org.foldlink.clinical.TroubledStore;
import org.foldlink.session.ClinicalSetup;
import org.foldlink.session.SiteSearch;

/** A server with the clinical side, whose searches and database a test holds in its hands. */
final class ClinicalRig implements AutoCloseable {

    final InMemoryStore store = SmallKnowledge.store();
    final TroubledStore trouble = new TroubledStore(store);
    volatile SiteSearch search = (image, labels, parts) -> ExampleSites.leftPrecentral(1);
    final Rig rig;

    ClinicalRig() throws ServerStartException {
        this(Duration.ofSeconds(20));
    }

    ClinicalRig(Duration answerTime) throws ServerStartException {
        rig = new Rig(new ClinicalSetup(
                trouble::open,
                (image, labels, parts) -> search.find(image, labels, parts),
                answerTime,
                Duration.ofMinutes(2)));
    }

    TestClient client() throws Exception {
        return rig.client();
    }

    /** One that has said Hello. */
    TestClient client(char session) throws Exception {
        TestClient client = rig.client();
        client.command("Hello", "{\"session\": \"" + String.valueOf(session).repeat(32) + "\"}");
        return client;
    }

    /** Runs job {@code ab12}, whose label 2 is a lesion. */
    static void segment(TestClient client) throws Exception {
        client.image("scan", Rig.image(1));
        client.command("Segment", """
                {"job": "ab12", "model": "abdomen", "inputs": {"CT": "scan"}}""");
        TestClient.Results unused = client.results("ab12");
    }

    static JsonNode site(TestClient client) throws Exception {
        return TestClient.json(client.await(p -> p.device().equals("ab12.site")));
    }

    @Override
    public void close() {
        rig.close();
    }
}
