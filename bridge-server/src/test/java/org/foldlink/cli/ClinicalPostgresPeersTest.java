package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.foldlink.files.VolumeFiles;
import org.foldlink.phantom.BrainPhantom;
import org.foldlink.phantom.MrSequence;
import org.foldlink.phantom.PhantomCase;
import org.foldlink.phantom.PhantomSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo with one setting more: a real PostgreSQL. */
@Tag("peers")
class ClinicalPostgresPeersTest {

    @TempDir
    Path folder;

    @Test
    void theDemoKeepsItsPatientInPostgresql() throws Exception {
        PhantomCase made = BrainPhantom.generate(PhantomSpec.training(2026));
        Path members = Files.createDirectories(folder.resolve("mr").resolve("members"));
        for (MrSequence s : MrSequence.values()) {
            VolumeFiles.write(
                    folder.resolve("mr").resolve(s.term().toLowerCase(Locale.ROOT) + ".nii.gz"),
                    made.channels().get(s.channel()));
        }
        VolumeFiles.write(members.resolve("truth.nii.gz"), made.labels());
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            List<String> database = List.of(
                    "--database",
                    "jdbc:postgresql://localhost:" + server.getPort() + "/postgres",
                    "--database-user",
                    "postgres");
            Ran ran = clinical(
                    List.of(
                            "demo",
                            "--data",
                            folder.resolve("mr").toString(),
                            "-o",
                            folder.resolve("out").toString()),
                    database);
            assertThat(ran.exit()).as(ran.err()).isZero();
            assertThat(ran.out()).contains("kept as patient example-patient in PostgreSQL ");
            assertThat(clinical(List.of("patient", "show", "example-patient"), database)
                            .out())
                    .contains("leg_weakness  left")
                    .contains("cross-check of ");
            assertThat(clinical(List.of("database"), database).out())
                    .contains("PostgreSQL ")
                    .contains(" hospitals, ")
                    .doesNotContain("0 hospitals");
            assertThat(clinical(List.of("patient", "delete", "example-patient", "--yes"), database)
                            .exit())
                    .isZero();
            assertThat(clinical(List.of("audit", "--json"), database).out()).doesNotContain("example-patient");
        }
    }

    private static Ran clinical(List<String> words, List<String> database) {
        return Ran.foldlink(Stream.of(List.of("clinical"), words, database)
                .flatMap(List::stream)
                .toArray(String[]::new));
    }
}
