package org.foldlink.clinical.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class H2MigrationTest implements MigrationContract {

    @TempDir
    Path folder;

    @Override
    public StoreSettings empty() {
        return StoreSettings.embedded(folder);
    }

    /** A copy that was kept would hold patients who were deleted later. */
    @AfterEach
    void noBackupStaysBehind() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactly("foldlink.mv.db");
        }
    }
}
