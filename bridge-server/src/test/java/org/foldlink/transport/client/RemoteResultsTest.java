package org.foldlink.transport.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.wire.Packet;
import org.junit.jupiter.api.Test;

class RemoteResultsTest {

    @Test
    void structuresAndLesionsOfAllPartsComeTogetherInOrder() throws ClientException {
        RemoteResults results = new RemoteResults("ab12");
        results.take(part("ab12.result.2", "{'part':2,'of':2,'structures':[{'value':2}],'lesions':[{'number':1}]}"));
        results.take(part("ab12.result", "{'part':1,'of':2,'structures':[{'value':1}],'lesions':[],'job':'ab12'}"));
        ObjectNode whole = results.document();
        assertThat(whole.toString())
                .isEqualTo("{'structures':[{'value':1},{'value':2}],'lesions':[{'number':1}],'job':'ab12'}"
                        .replace('\'', '"'));
    }

    @Test
    void anOlderBridgeSendsNoLesions() throws ClientException {
        RemoteResults results = new RemoteResults("ab12");
        results.take(part("ab12.result", "{'part':1,'of':1,'structures':[{'value':1}]}"));
        assertThat(results.document().has("lesions")).isFalse();
    }

    private static Packet part(String device, String json) {
        return Packet.v1(device, StringMessage.of(json.replace('\'', '"')));
    }
}
