package org.foldlink.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.foldlink.files.VolumeFiles;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.Progress;
import org.foldlink.session.SegmentOptions;
import org.foldlink.transport.HostPort;
import org.foldlink.transport.client.ClientException;
import org.foldlink.transport.client.RemoteJob;
import org.foldlink.volume.Volume;

/**
 * A job of the client, counted.
 *
 * @param lost how often the connection broke
 */
record RemoteRun(Volume labels, int lost) {

    static RemoteRun of(int port, Path scan) throws IOException {
        return of(port, scan, () -> {});
    }

    /** @param afterAccepted done once, when the bridge has accepted the job */
    static RemoteRun of(int port, Path scan, Runnable afterAccepted) throws IOException {
        int[] lost = {0};
        boolean[] done = {false};
        RemoteJob.Listener listener = new RemoteJob.Listener() {
            @Override
            public void connected(JsonNode hello) {}

            @Override
            public void accepted(int place, List<String> warnings) {
                if (!done[0]) {
                    done[0] = true;
                    afterAccepted.run();
                }
            }

            @Override
            public void progress(Progress progress) {}

            @Override
            public void preview(Volume labels, int foldsDone, int folds) {}

            @Override
            public void lost(String reason) {
                lost[0]++;
            }
        };
        RemoteJob.Settings settings = new RemoteJob.Settings(Duration.ofSeconds(10), Duration.ofSeconds(60));
        try {
            RemoteJob.Outcome outcome = new RemoteJob(
                            new HostPort("127.0.0.1", port), settings, listener, new CancelToken())
                    .segment(
                            "hippocampus",
                            List.of("MRI"),
                            List.of(VolumeFiles.read(scan).volume()),
                            RunOptions.json(SegmentOptions.DEFAULT));
            return new RemoteRun(outcome.labels(), lost[0]);
        } catch (ClientException e) {
            throw new AssertionError(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
