package org.foldlink.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The same table of expectations that the Python side is tested with. */
class TerminologyTest {

    private static final Path EXPECTED =
            Path.of(System.getProperty("foldlink.root", "..")).resolve("models/python/tests/terminology_expected.tsv");

    private static List<List<String>> expected(boolean together) throws IOException {
        return Files.readAllLines(EXPECTED).stream()
                .filter(line -> !line.startsWith("#") && line.startsWith("=labels") == together)
                .map(line -> List.of(line.split("\t", -1)))
                .toList();
    }

    private static String hex(Term term) {
        return String.format(Locale.ROOT, "#%02x%02x%02x", term.red(), term.green(), term.blue());
    }

    @Test
    void namesOfPublicModelsHaveTheCodesAndColoursThatPythonGives() throws Exception {
        List<String> wrong = new ArrayList<>();
        List<List<String>> rows = expected(false);
        assertThat(rows).hasSizeGreaterThan(200);
        for (List<String> row : rows) {
            Term term = Terminology.of(row.get(1), row.get(0));
            List<String> said = List.of(
                    row.get(0),
                    row.get(1),
                    term.code().value(),
                    term.modifier().map(Term.Code::value).orElse(""),
                    term.region().map(Term.Code::value).orElse(""),
                    term.known() ? term.fit().name().toLowerCase(Locale.ROOT) : "unknown",
                    hex(term));
            if (!said.equals(row)) {
                wrong.add(said + " instead of " + row);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void labelsOfOneColourAreShadedWithinAModel() throws Exception {
        List<List<String>> rows = expected(true);
        assertThat(rows).isNotEmpty();
        for (List<String> row : rows) {
            assertThat(Terminology.ofLabels(List.of(row.get(2).split("; ", -1)), row.get(1)).stream()
                            .map(TerminologyTest::hex)
                            .collect(Collectors.joining(" ")))
                    .isEqualTo(row.get(3));
        }
    }

    @Test
    void aTermSaysItsMeaningInDicomsWords() {
        Term term = Terminology.of("kidney_cyst_left", "");
        assertThat(term.code()).isEqualTo(new Term.Code("367643001", "Cyst"));
        assertThat(term.category()).isEqualTo(new Term.Code("49755003", "Morphologically Abnormal Structure"));
        assertThat(term.modifier()).contains(new Term.Code("7771000", "Left"));
        assertThat(term.region()).contains(new Term.Code("64033007", "Kidney"));
    }

    @Test
    void aTableThatIsNotInOrderIsRefused() {
        String header = "name\taliases\tsides\tcode\tmeaning\tcategory\tcategory_meaning\tregion\tregion_meaning\tfit"
                + "\tred\tgreen\tblue\tcolor_from\tnote";
        String liver = "liver\t%s\t\t10200004\tLiver\t91723000\tAnatomical Structure\t\t\texact\t1\t2\t3\tgeneral\t";
        assertThatThrownBy(() -> TerminologyTable.of(List.of("# head", "name\tcode")))
                .hasMessage(
                        "terminology.tsv line 2 = 'name\tcode' (expected the columns name aliases sides code meaning"
                                + " category category_meaning region region_meaning fit red green blue color_from note)");
        assertThatThrownBy(() -> TerminologyTable.of(List.of(header, "liver\tx")))
                .hasMessage("terminology.tsv line 2 has 2 columns (expected 15)");
        assertThatThrownBy(() -> TerminologyTable.of(List.of("=word\tr")))
                .hasMessage("terminology.tsv line 1 has 2 columns (expected 3)");
        String otherwise =
                liver.formatted("hepar").replace("liver\t", "leber\t").replace("\tLiver\t", "\tLeber\t");
        assertThatThrownBy(() -> new Terminology(TerminologyTable.of(List.of(header, liver.formatted("x"), otherwise))))
                .hasMessage(
                        "terminology.tsv code 10200004 = Liver, Anatomical Structure and Leber, Anatomical Structure"
                                + " (expected one meaning and category a code)");
        assertThatThrownBy(() -> new Terminology(TerminologyTable.of(List.of(header, liver.formatted("the liver")))))
                .hasMessage("terminology.tsv name 'the liver' is there already (expected each name once)");
    }
}
