package org.foldlink.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.files.PythonPeer;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Vec3;
import org.foldlink.phantom.BrainPhantom;
import org.foldlink.phantom.GliomaLabel;
import org.foldlink.phantom.MrSequence;
import org.foldlink.phantom.PhantomCase;
import org.foldlink.phantom.PhantomSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report in Chromium and printed to PDF. The pictures stay in {@code target/page/report-*}, for a person to look at. */
@Tag("peers")
class ClinicalReportPeersTest {

    private static final String NOTICE = "Not for clinical use.";

    @TempDir
    Path folder;

    private static ReportVariant usual() {
        ReportHead head = ReportHead.on(ReportHead.oblique(), new Vec3(32, 30, 14), 18);
        return ReportVariant.of(head.scan(), head.labels(), ReportHead.parts());
    }

    private static Path shared() {
        String named = System.getenv("FOLDLINK_SHARED_DATA");
        return named != null ? Path.of(named) : Path.of(System.getProperty("foldlink.root") + "/../shared/data");
    }

    @Test
    void aRealGliomaOrWhereThereIsNoneAPhantomsPrintsOnOnePage() throws IOException, InterruptedException {
        Path data = shared().resolve("glioma-mr/TCGA-DU-7294");
        ReportContent content;
        if (Files.isDirectory(data)) {
            content = ReportSamples.usual(
                    VolumeFiles.read(data.resolve("fla.nii.gz")).volume(),
                    VolumeFiles.read(data.resolve("fusion/mav.nii.gz")).volume(),
                    ReportHead.parts());
        } else {
            PhantomCase phantom = BrainPhantom.generate(PhantomSpec.brain(7));
            SortedMap<Integer, String> parts = new TreeMap<>();
            for (GliomaLabel label : GliomaLabel.values()) {
                parts.put(label.value(), label.term());
            }
            content = ReportSamples.usual(phantom.channels().get(MrSequence.FLAIR.channel()), phantom.labels(), parts);
        }
        check(look("real", content), content, 1);
    }

    @Test
    void aUsualCasePrintsOnOnePage() throws IOException, InterruptedException {
        ReportContent content = usual().build();
        check(look("usual", content), content, 1);
    }

    @Test
    void aConflictPrintsOnOnePage() throws IOException, InterruptedException {
        ReportContent content = usual().conflict().build();
        JsonNode seen = look("conflict", content);
        check(seen, content, 1);
        assertThat(seen.path("a4").path("texts").path(0).asText())
                .contains("image and symptoms conflict")
                .contains("left is taken.");
    }

    @Test
    void anUntrustedAtlasPrintsOnOnePage() throws IOException, InterruptedException {
        ReportContent content = usual().untrusted().build();
        JsonNode seen = look("untrusted", content);
        check(seen, content, 1);
        assertThat(seen.path("a4").path("texts").path(0).asText())
                .contains("Atlas not matched: no region is named from the image");
    }

    @Test
    void withoutSymptomsItPrintsOnOnePage() throws IOException, InterruptedException {
        ReportContent content = usual().withoutSymptoms().build();
        check(look("no-symptoms", content), content, 1);
    }

    @Test
    void picturesAndSizesAlonePrintOnOnePage() throws IOException, InterruptedException {
        ReportContent content = usual().bare().build();
        check(look("bare", content), content, 1);
    }

    @Test
    void aSingleSlicePrintsOnOnePage() throws IOException, InterruptedException {
        ReportHead head = ReportHead.on(ReportHead.singleSlice(), new Vec3(32, 30, 0), 18);
        ReportContent content =
                ReportVariant.of(head.scan(), head.labels(), ReportHead.parts()).build();
        check(look("single-slice", content), content, 1);
    }

    @Test
    void manyComponentsTakeTwoPagesAtMost() throws IOException, InterruptedException {
        ReportContent content = ReportVariant.scattered(ReportHead.ras(), 11).build();
        check(look("components", content), content, 2);
    }

    @Test
    void sixtyRegionsTakeTwoPagesAtMost() throws IOException, InterruptedException {
        ReportContent content = usual().manyRegions().build();
        check(look("regions", content), content, 2);
    }

    @Test
    void longTextsStayInTheirPlaces() throws IOException, InterruptedException {
        ReportContent content = usual().longTexts().build();
        check(look("long", content), content, 2);
    }

    @Test
    void hostileTextsRunNothing() throws IOException, InterruptedException {
        for (boolean trusted : new boolean[] {true, false}) {
            ReportContent content = Hostile.of(usual().build(), trusted);
            JsonNode seen = look("hostile-" + trusted, content);
            check(seen, content, 2);
            assertThat(seen.path("title").asText()).isEqualTo("Title" + Hostile.ATTACK);
        }
    }

    private JsonNode look(String name, ReportContent content) throws IOException, InterruptedException {
        Path page = folder.resolve(name + ".html");
        ClinicalReport.write(page, content);
        Path root = Path.of(Objects.requireNonNull(System.getProperty("foldlink.root")));
        PythonPeer peer = PythonPeer.start();
        PythonPeer.setUp("setup-chromium.sh");
        return new ObjectMapper()
                .readTree(peer.run(
                        "report.py",
                        page.toString(),
                        root.resolve("bridge-server/target/page/report-" + name).toString()));
    }

    private static void check(JsonNode seen, ReportContent content, int mostPages) {
        assertThat(seen.path("errors")).isEmpty();
        assertThat(seen.path("requests")).hasSize(1);
        assertThat(seen.path("requests").path(0).asText()).startsWith("file:");
        assertThat(seen.path("scripts").asInt()).isZero();
        assertThat(seen.path("images").asInt()).isZero();
        assertThat(seen.path("handlers")).isEmpty();
        assertThat(seen.path("overflow")).isEmpty();
        assertThat(seen.path("narrow overflow")).isEmpty();
        // WCAG 2 AA.
        assertThat(seen.path("contrast").path(0).asDouble())
                .as("%s", seen.path("contrast"))
                .isGreaterThanOrEqualTo(4.5);
        for (String paper : new String[] {"a4", "letter"}) {
            JsonNode printed = seen.path(paper);
            int pages = printed.path("pages").asInt();
            assertThat(pages).as(paper).isBetween(1, mostPages);
            assertThat(printed.path("texts")).hasSize(pages);
            for (JsonNode text : printed.path("texts")) {
                assertThat(text.asText()).as(paper).contains(NOTICE).containsPattern("Page \\d of " + pages);
            }
            String first = printed.path("texts").path(0).asText();
            String verdict =
                    content.finalSite().map(f -> f.statement()).orElse("Symptoms and image were not compared.");
            // Line ends may fall inside of a word that is longer than a line.
            assertThat(first.replace(" ", "")).as(paper).contains(verdict.replace(" ", ""));
        }
    }
}
