package org.foldlink.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.foldlink.clinical.PatientRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps later what a run could not keep. */
@Command(name = "store", description = "Keep what `clinical run` left in a folder, such as when the database was down.")
final class ClinicalStoreCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FOLDER", description = "A folder that `clinical run` wrote.")
    private Path folder;

    @Mixin
    private ClinicalFlags flags;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ClinicalStoreCommand() {}

    @Override
    public Integer call() {
        List<PatientRecord> kept = flags.with(store -> {
            List<PatientRecord> records = new ClinicalFolder(folder).read(store.knowledge());
            for (PatientRecord record : records) {
                store.putRecord(record, flags.actor());
            }
            return records;
        });
        kept.forEach(r -> spec.commandLine()
                .getOut()
                .println("kept patient " + r.patient().id() + " with "
                        + r.results().size() + " results"));
        return ExitCode.OK.code();
    }
}
