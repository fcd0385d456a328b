package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SessionLogTest {

    private static final String PATIENT = "Doe^Jane_1970";

    private final Logger logger = (Logger) LoggerFactory.getLogger("org.foldlink.session");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final RecordingOutbox outbox = new RecordingOutbox();

    @BeforeEach
    void listen() {
        // Whatever the configuration keeps quiet.
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    private List<String> text() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void saysWhatHappensAndNeverWhoItIsAbout() throws Exception {
        Rig.Limits limits = Rig.limits();
        limits.imageBytesPerSession = 1500;
        Rig rig = new Rig(
                limits.build(),
                new PlainRule("r", "abdomen", Map.of("CT", "Doe*"), SegmentOptions.PLAIN, Duration.ofSeconds(5)));
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        session.put(PATIENT, Rig.volume(), 1);
        session.segment(new SegmentRequest("j", "abdomen", Map.of("CT", PATIENT), SegmentOptions.DEFAULT));
        refused(() -> session.put("Doe^John", Rig.volume(), 1));
        refused(() ->
                session.segment(new SegmentRequest("k", "abdomen", Map.of(PATIENT, PATIENT), SegmentOptions.DEFAULT)));
        rig.executor.runAll();
        session.segment(new SegmentRequest("k", "abdomen", Map.of("CT", "Doe^Absent"), SegmentOptions.DEFAULT));
        rig.pass(Duration.ofSeconds(11));
        PlainClient plain = rig.bridge.openPlain("10.1.2.3", new RecordingOutbox());
        plain.put(PATIENT, Rig.volume(), 1);
        rig.executor.runAll();
        session.detach(outbox);
        rig.pass(Duration.ofMinutes(10));

        assertThat(text())
                .contains(
                        "event=session_opened session=" + session.hash() + " attached=false",
                        "event=image_held session=" + session.hash() + " bytes=1024 held=1024",
                        "event=job_done session=" + session.hash() + " job=j model=abdomen state=done ms=0",
                        "event=job_failed session=" + session.hash() + " job=k model=abdomen code=missing_channel")
                .anySatisfy(line -> assertThat(line).startsWith("event=image_overflow"))
                .anySatisfy(line -> assertThat(line).startsWith("event=session_expired"))
                .noneSatisfy(line -> assertThat(line).containsIgnoringCase("doe"))
                .noneSatisfy(line -> assertThat(line).contains(Rig.ALICE.id()))
                .noneSatisfy(line -> assertThat(line).contains("10.1.2.3"));
        assertThat(session.hash()).matches("[0-9a-f]{8}");
    }

    @Test
    void whatAPeerCanProvokeIsCountedInsteadOfRepeated() throws Exception {
        Rig rig = new Rig();
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        for (int i = 0; i < 500; i++) {
            session.put("scan", Rig.volume(2), i);
        }
        assertThat(text().stream().filter(line -> line.startsWith("event=image_held")))
                .hasSize(SessionLog.LINES);
        rig.pass(Duration.ofMinutes(1));
        session.put("scan", Rig.volume(2), 1);
        assertThat(text()).contains("event=left_out of=image_held lines=440");
    }

    private interface Refused {
        void run() throws RequestException;
    }

    private static void refused(Refused call) {
        try {
            call.run();
        } catch (RequestException e) {
            return;
        }
        throw new AssertionError("not refused");
    }
}
