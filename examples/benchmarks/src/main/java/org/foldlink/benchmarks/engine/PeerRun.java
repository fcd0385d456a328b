package org.foldlink.benchmarks.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/**
 * nnU-Net's stages on one subject, all folds, each measured alone.
 *
 * @param open loading all checkpoints
 * @param preprocessing reading the file and preprocessing
 * @param window cutting tiles, weighing, summing; without the network
 * @param export logits to labelmap
 * @param tiles a fold
 */
record PeerRun(double open, Times preprocessing, Times window, Times export, int tiles) {

    static PeerRun of(Peer peer, Subject subject, int repeats) throws IOException {
        double open = open(peer, subject);
        JsonNode prepared = peer.ask(Peer.request("preprocess")
                .put("input", subject.input().toString())
                .put("repeats", repeats));
        Times window = new Times(Peer.seconds(peer.ask(Peer.request("window").put("repeats", repeats))));
        Times export = new Times(Peer.seconds(peer.ask(Peer.request("export").put("repeats", repeats))));
        return new PeerRun(
                open,
                new Times(Peer.seconds(prepared)),
                window,
                export,
                prepared.path("tiles").asInt());
    }

    /** @return seconds */
    static double open(Peer peer, Subject subject) throws IOException {
        Path model = subject.peerModel()
                .orElseThrow(() -> new IOException(subject.name() + ": no model that nnU-Net can read"));
        ObjectNode request = Peer.request("open").put("model", model.toString()).put("mirroring", subject.mirroring());
        subject.model().folds().forEach(f -> request.withArray("folds").add(f.index()));
        return new Times(Peer.seconds(peer.ask(request))).first();
    }

    double outside() {
        return preprocessing.warm() + window.warm() + export.warm();
    }
}
