package org.foldlink.clinical.jdbc;

import static org.foldlink.clinical.StoreSamples.ANN;
import static org.foldlink.clinical.StoreSamples.SMALL;
import static org.foldlink.clinical.StoreSamples.named;

import java.nio.file.Path;

/** A process that holds an H2 file and puts patient after patient, saying each one's id once it was put; it never ends by itself. */
final class StoreHolder {

    private StoreHolder() {}

    @SuppressWarnings("InfiniteLoop")
    public static void main(String[] args) throws Exception {
        try (JdbcStore store = JdbcStore.open(StoreSettings.embedded(Path.of(args[0])), () -> SMALL)) {
            for (int i = 0; ; i++) {
                store.putPatient(named("p" + i), ANN);
                System.out.println("p" + i);
            }
        }
    }

    static Process start(Path folder) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreHolder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
