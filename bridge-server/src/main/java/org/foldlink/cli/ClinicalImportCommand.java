package org.foldlink.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.foldlink.clinical.ClinicalDataException;
import org.foldlink.clinical.ClinicalStore;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.KnowledgeFiles;
import org.foldlink.clinical.PatientFiles;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.ProviderFiles;
import org.foldlink.clinical.Providers;
import org.foldlink.clinical.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings tables from files into the store. */
@Command(
        name = "import",
        description = {
            "Knowledge or hospitals replace those that are held, as a whole; patients are added, or changed to what the",
            "files say. All rows are checked first: of files with a wrong row nothing is taken."
        })
final class ClinicalImportCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "KIND", description = "knowledge, hospitals or patients.")
    private ExchangeKind kind;

    @Parameters(index = "1", paramLabel = "PATH", description = "A folder of CSV tables, or one .json file.")
    private Path path;

    @Mixin
    private ClinicalFlags flags;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ClinicalImportCommand() {}

    @Override
    public Integer call() {
        if (!Files.exists(path)) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT, path + " does not exist (expected a folder of CSV tables, or one .json file)");
        }
        String done = flags.with(store -> {
            try {
                return switch (kind) {
                    case KNOWLEDGE -> knowledge(store);
                    case HOSPITALS -> hospitals(store);
                    case PATIENTS -> patients(store);
                };
            } catch (ClinicalDataException e) {
                throw ClinicalFailures.malformed(e);
            }
        });
        spec.commandLine().getOut().println(done);
        return ExitCode.OK.code();
    }

    private String knowledge(ClinicalStore store) throws ClinicalDataException, StoreException {
        Knowledge k = KnowledgeFiles.read(path);
        store.replaceKnowledge(k, flags.actor());
        return "imported " + k.symptoms().size() + " symptoms, " + k.rules().size() + " rules, "
                + k.references().size() + " references";
    }

    private String hospitals(ClinicalStore store) throws ClinicalDataException, StoreException {
        Providers p = ProviderFiles.read(path);
        store.replaceProviders(p, flags.actor());
        return "imported " + p.hospitals().size() + " hospitals, " + p.doctors().size() + " doctors";
    }

    private String patients(ClinicalStore store) throws ClinicalDataException, StoreException {
        List<PatientRecord> records = PatientFiles.read(path, store.knowledge());
        int done = 0;
        for (PatientRecord record : records) {
            try {
                store.putRecord(record, flags.actor());
            } catch (StoreException e) {
                throw new StoreException(
                        e.reason(),
                        e.getMessage() + "; " + done + " of " + records.size() + " patients were imported before it",
                        e);
            }
            done++;
        }
        return "imported " + records.size() + " patients";
    }
}
