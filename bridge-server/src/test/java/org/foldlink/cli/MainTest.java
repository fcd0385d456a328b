package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "serve",
                "send",
                "segment",
                "classify",
                "measure",
                "models",
                "inspect",
                "doctor",
                "phantom",
                "generate-completion"
            })
    void everyCommandHasHelpAndVersion(String command) {
        Ran help = Ran.foldlink(command, "--help");
        assertThat(help.exit()).isZero();
        assertThat(help.out()).startsWith("Usage: foldlink " + command);
        Ran version = Ran.foldlink(command, "--version");
        assertThat(version.exit()).isZero();
        assertThat(version.out()).startsWith("FoldLink ").contains("Not for clinical use.");
    }

    @Test
    void withoutACommandTheHelpIsPrinted() {
        Ran ran = Ran.foldlink();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).startsWith("Usage: foldlink").contains("Not for clinical use.");
    }

    @Test
    void anUnknownOptionIsWrongUsage() {
        Ran ran = Ran.foldlink("serve", "--prot", "1");
        assertThat(ran.exit()).isEqualTo(64);
        assertThat(ran.err()).startsWith("foldlink: Unknown option").contains("Try 'foldlink serve --help'.");
    }

    @Test
    void completionIsAScript() {
        Ran ran = Ran.foldlink("generate-completion");
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("complete -F _complete_foldlink");
    }

    @ParameterizedTest
    @EnumSource
    void theDocsListEveryExitCode(ExitCode code) throws IOException {
        String docs = Files.readString(Path.of(System.getProperty("foldlink.root"), "docs", "cli.md"));
        assertThat(docs).contains("| " + code.code() + " | " + code.meaning());
    }
}
