package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.foldlink.atlas.AtlasException;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.ClinicalStore;
import org.foldlink.clinical.StoreException;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.session.ClinicalSetup;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real database and the real atlas behind the bridge's ports. */
class ClinicalSideTest {

    private static final Actor SOMEBODY = new Actor("local", "");

    @TempDir
    Path folder;

    private ClinicalConfig config(String keys) {
        return ConfigFile.of(ConfigFactory.parseString("clinical { " + keys + " }"), folder)
                .clinical();
    }

    private String database() {
        return "database = \"jdbc:h2:file:" + folder.resolve("db").toAbsolutePath() + "\"";
    }

    private ClinicalSetup setup(String keys) {
        return ClinicalSide.of(config(keys)).orElseThrow();
    }

    @Test
    void turnedOffThereIsNone() {
        assertThat(ClinicalSide.of(config("enabled = false"))).isEmpty();
    }

    @Test
    void nothingIsOpenedBeforeItIsAskedFor() throws Exception {
        String text = "port = 0, models = \"" + System.getProperty("foldlink.root") + "/models/zoo\", clinical { "
                + database() + " }";
        try (RunningBridge bridge = RunningBridge.start(ConfigFile.of(ConfigFactory.parseString(text), folder))) {
            assertThat(bridge.address().port()).isPositive();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theDatabaseIsMadeAndKnowsItsSymptoms() throws Exception {
        try (ClinicalStore store = setup(database()).store().open()) {
            assertThat(store.knowledge().symptoms()).hasSizeGreaterThan(40);
            assertThat(store.patients("", 10, SOMEBODY)).isEmpty();
        }
        assertThat(folder.resolve("db.mv.db")).exists();
    }

    @Test
    void whereNoneIsNamedItLiesInFoldLinksFolder() throws Exception {
        assertThat(ClinicalSide.settings(ClinicalConfig.DEFAULT).url())
                .startsWith("jdbc:h2:file:")
                .contains(".foldlink/clinical/");
    }

    @Test
    void thePasswordIsReadFromItsFileAndNeverShown() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "open sesame\nmore\n");
        ClinicalConfig config = config("user = me, password-file = secret");
        assertThat(ClinicalSide.settings(config).password()).contains("open sesame");
        assertThat(ClinicalSide.settings(config).user()).contains("me");
        assertThat(ClinicalSide.settings(config).toString()).doesNotContain("sesame");
        assertThat(config.toString()).doesNotContain("sesame");
        Files.writeString(file, "");
        assertThatThrownBy(() -> ClinicalSide.settings(config))
                .isInstanceOf(StoreException.class)
                .hasMessage("clinical.password-file is empty (expected the password in its first line): the server's"
                        + " operator has to look");
        Files.delete(file);
        assertThatThrownBy(() -> ClinicalSide.settings(config))
                .isInstanceOf(StoreException.class)
                .hasMessage("clinical.password-file cannot be read (expected a file that the bridge's user may read):"
                        + " the server's operator has to look");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 10});
        assertThatThrownBy(() -> ClinicalSide.settings(config))
                .isInstanceOf(StoreException.class)
                .hasMessage("clinical.password-file is no text in UTF-8 (expected the password in its first line): the"
                        + " server's operator has to look");
    }

    @Test
    void anAtlasThatCannotBeUsedIsSaidAtEachSearch() throws Exception {
        Path atlas = Files.createDirectories(folder.resolve("atlas"));
        Files.writeString(atlas.resolve("sample_image.nii.gz"), "not this one");
        ClinicalSetup setup = setup("atlas = atlas");
        Volume image = Volume.allocate(new Grid(8, 8, 8, Affine.IDENTITY), VoxelType.UINT8);
        for (int n = 0; n < 2; n++) {
            assertThatThrownBy(() -> setup.sites().find(image, image, new TreeMap<>(Map.of(1, "tumour"))))
                    .isInstanceOf(AtlasException.class);
        }
    }
}
