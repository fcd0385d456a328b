package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.foldlink.parity.PeerPython;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtlasesTest {

    @TempDir
    Path folder;

    @Test
    void theCoarseAtlasStandsInWhereNoneIsInstalled() throws Exception {
        assertThat(Atlases.isInstalled(folder)).isFalse();
        BrainAtlas atlas = Atlases.open(folder.resolve("nothing"));
        assertThat(atlas.coarse()).isTrue();
        assertThat(atlas.name()).isEqualTo("FoldLink coarse lobar atlas 1");
    }

    @Test
    void aDamagedAtlasIsNotHiddenByTheCoarseOne() throws Exception {
        Files.writeString(folder.resolve("Talairach.xml"), "<atlas/>");
        assertThat(Atlases.isInstalled(folder)).isTrue();
        assertThatThrownBy(() -> Atlases.open(folder)).isInstanceOf(AtlasException.class);
    }

    @Test
    void theTalairachAtlasIsTakenWhereTheSharedDataIsElseTheCoarseOne() throws Exception {
        Optional<Path> shared = PeerPython.sharedData();
        BrainAtlas atlas = Atlases.open(shared.orElse(folder).resolve("atlas/talairach"));
        assertThat(atlas.coarse()).isEqualTo(shared.isEmpty());
    }
}
