package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TalairachNamesTest {

    @TempDir
    Path folder;

    private static List<List<String>> read(String xml) throws AtlasException {
        return TalairachNames.read(
                new ByteArrayInputStream(xml.getBytes(StandardCharsets.ISO_8859_1)), "Talairach.xml");
    }

    @Test
    void aLabelIsFiveLevelsSomeOfThemEmpty() throws Exception {
        String xml = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><atlas><header><type>Label</type></header><data>"
                + "<label> : : : : </label><label>Left Cerebrum:Frontal Lobe: :Gray Matter:Brodmann area 4</label>"
                + "</data></atlas>";
        assertThat(read(xml))
                .containsExactly(
                        List.of("", "", "", "", ""),
                        List.of("Left Cerebrum", "Frontal Lobe", "", "Gray Matter", "Brodmann area 4"));
    }

    @Test
    void aFileThatEndsTooSoonIsRefused() {
        assertThatThrownBy(() -> read("<atlas><data><label>a:b:c:d:e</label>"))
                .isInstanceOf(AtlasException.class)
                .hasMessage("Talairach.xml is no atlas description: XML document structures must start and end within"
                        + " the same entity. (expected XML with a <label> for each code)");
    }

    @Test
    void aFileOfOtherThingsIsRefused() {
        assertThatThrownBy(() -> read("<svg/>"))
                .isInstanceOf(AtlasException.class)
                .hasMessage("Talairach.xml has no <label> (expected one for each code)");
        assertThatThrownBy(() -> read("<atlas><label>a:b:c</label></atlas>"))
                .isInstanceOf(AtlasException.class)
                .hasMessage("Talairach.xml, label 0 = \"a:b:c\" (expected five levels:"
                        + " hemisphere:lobe:gyrus:tissue:cell)");
    }

    @Test
    void nothingFromOutsideIsReadAndNoEntityExpanded() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "a:b:c:d:e");
        for (String doctype : List.of(
                "<!DOCTYPE atlas [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>",
                "<!DOCTYPE atlas [<!ENTITY x \"a:b:c:d:e\">]>",
                "<!DOCTYPE atlas SYSTEM \"" + secret.toUri() + "\">")) {
            assertThatThrownBy(() -> read(doctype + "<atlas><label>&x;</label></atlas>"))
                    .isInstanceOf(AtlasException.class)
                    .hasMessageStartingWith("Talairach.xml is no atlas description: DOCTYPE is disallowed");
        }
    }
}
