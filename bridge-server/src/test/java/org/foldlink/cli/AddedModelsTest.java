package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Without {@code --models}: the models that were added, in FoldLink's own folder, beside those that come with it. */
class AddedModelsTest extends ModelsRig {

    private static final String HOME = "foldlink.home";

    private @Nullable String before;
    private Path zoo = Path.of("");

    @BeforeEach
    void aHomeOfItsOwn() throws IOException {
        before = System.getProperty(HOME);
        System.setProperty(HOME, folder.toString());
        zoo = folder.resolve("models/zoo");
        copy(source, zoo.resolve("hippocampus"));
    }

    @AfterEach
    void theHomeAsItWas() {
        if (before == null) {
            System.clearProperty(HOME);
        } else {
            System.setProperty(HOME, before);
        }
    }

    @Test
    void aModelIsAddedBesideThoseThatComeWithFoldLink() throws IOException {
        Ran taken = Ran.foldlink("models", "add", source.toString());
        assertThat(taken.exit()).isEqualTo(ExitCode.CANNOT_WRITE.code());
        assertThat(taken.err())
                .isEqualTo(
                        "foldlink: model hippocampus comes with FoldLink (expected another id: --id gives it one)\n");
        Path added = folder.resolve(".foldlink/models");
        Ran mine = Ran.foldlink("models", "add", source.toString(), "--id", "mine", "--threads", "1");
        assertThat(mine.err()).isEmpty();
        assertThat(mine.out())
                .startsWith("added mine 2.0.0 (5 folds, 13.6 MiB) to " + added + "\n")
                .contains("Try it: foldlink models verify mine\n");
        assertThat(names(added)).containsExactly("mine");
        assertThat(Ran.foldlink("models", "list").out()).contains("hippocampus", "mine");
        assertThat(BridgeConfig.defaults().models().folders()).containsExactly(added, zoo);

        Ran removed = Ran.foldlink("models", "remove", "mine", "--yes");
        assertThat(removed.out()).startsWith("removed mine 2.0.0 ");
        assertThat(names(added)).isEmpty();
    }

    @Test
    void oneThatComesWithFoldLinkIsRemovedOnlyWhereItsFolderIsNamed() throws IOException {
        Ran refused = Ran.foldlink("models", "remove", "hippocampus", "--yes");
        assertThat(refused.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(refused.err())
                .isEqualTo(
                        "foldlink: model hippocampus comes with FoldLink (expected one that was added; to remove it all"
                                + " the same, name its folder: --models " + zoo + ")\n");
        assertThat(zoo.resolve("hippocampus/model.json")).exists();
        assertThat(Ran.foldlink("models", "remove", "hippocampus", "--yes", "--models", zoo.toString())
                        .exit())
                .isZero();
        assertThat(Files.exists(zoo.resolve("hippocampus"))).isFalse();
    }

    @Test
    void whereThereIsNoZooTheAddedModelsAreEnough() throws IOException {
        Ran.foldlink("models", "remove", "hippocampus", "--yes", "--models", zoo.toString());
        assertThat(Ran.foldlink("models", "add", source.toString()).exit()).isZero();
        assertThat(Ran.foldlink("models", "list").out()).contains("hippocampus");
    }
}
