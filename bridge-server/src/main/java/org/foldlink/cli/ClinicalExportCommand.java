package org.foldlink.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.foldlink.clinical.ClinicalStore;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.KnowledgeFiles;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.PatientFiles;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.ProviderFiles;
import org.foldlink.clinical.Providers;
import org.foldlink.clinical.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes tables of the store into files, which `import` takes. */
@Command(name = "export", description = "Write knowledge, hospitals or patients as CSV tables or one JSON file.")
final class ClinicalExportCommand implements Callable<Integer> {

    private static final int PAGE = 500;

    @Parameters(index = "0", paramLabel = "KIND", description = "knowledge, hospitals or patients.")
    private ExchangeKind kind;

    @Parameters(index = "1", paramLabel = "PATH", description = "One .json file, or a folder of CSV tables.")
    private Path path;

    @Option(names = "--force", description = "Replace what is there.")
    private boolean force;

    @Mixin
    private ClinicalFlags flags;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ClinicalExportCommand() {}

    @Override
    public Integer call() {
        Pages.refuseExisting(path, force);
        Written read = flags.with(this::read);
        try {
            spec.commandLine().getOut().println("exported " + read.write() + " to " + path);
        } catch (IOException e) {
            throw ClinicalFailures.cannotWrite(e);
        }
        return ExitCode.OK.code();
    }

    /** What was read, to be written once the store is closed. */
    private interface Written {
        /** @return what it was, in words */
        String write() throws IOException;
    }

    private Written read(ClinicalStore store) throws StoreException {
        return switch (kind) {
            case KNOWLEDGE -> {
                Knowledge k = store.knowledge();
                yield () -> {
                    KnowledgeFiles.write(path, k);
                    return k.symptoms().size() + " symptoms, " + k.rules().size() + " rules, "
                            + k.references().size() + " references";
                };
            }
            case HOSPITALS -> {
                Providers p = store.providers();
                yield () -> {
                    ProviderFiles.write(path, p);
                    return p.hospitals().size() + " hospitals, " + p.doctors().size() + " doctors";
                };
            }
            case PATIENTS -> {
                List<PatientRecord> all = patients(store);
                yield () -> {
                    PatientFiles.write(path, all);
                    return all.size() + " patients";
                };
            }
        };
    }

    private List<PatientRecord> patients(ClinicalStore store) throws StoreException {
        List<PatientRecord> all = new ArrayList<>();
        String after = "";
        List<Patient> page;
        do {
            page = store.patients(after, PAGE, flags.actor());
            for (Patient p : page) {
                // One that was deleted meanwhile is left out.
                store.patient(p.id(), flags.actor()).ifPresent(all::add);
                after = p.id();
            }
        } while (page.size() == PAGE);
        return all;
    }
}
