package org.foldlink.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.foldlink.clinical.ClinicalJson;
import org.foldlink.clinical.FinalSite;
import org.foldlink.clinical.Knowledge;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The cross-check of what is held. */
@Command(
        name = "check",
        description = "Hold a patient's symptoms against the newest site: a ranked list, agreement or conflict.")
final class ClinicalCheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PATIENT", description = "The patient's id.")
    private String patient;

    @Option(names = "--explain", description = "Every point of every score, with its reference.")
    private boolean explain;

    @Option(names = "--json", description = "Print one JSON object, which always explains.")
    private boolean json;

    @Mixin
    private ClinicalFlags flags;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ClinicalCheckCommand() {}

    /** What is known, and what comes of it. */
    private record Checked(Knowledge knowledge, FinalSite site) {}

    @Override
    public Integer call() {
        Checked checked = flags.with(store -> {
            Knowledge knowledge = store.knowledge();
            return new Checked(knowledge, new StoredCase(flags.patient(store, patient)).check(knowledge));
        });
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ClinicalJson.finalSite(checked.site()).toPrettyString());
        } else {
            ClinicalText.finalSite(out, checked.site(), checked.knowledge(), explain);
            out.println(Main.NOTICE);
        }
        return ExitCode.OK.code();
    }
}
