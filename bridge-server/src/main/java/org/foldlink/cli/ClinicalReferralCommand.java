package org.foldlink.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.foldlink.clinical.ClinicalJson;
import org.foldlink.clinical.Referral;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Who could treat. */
@Command(name = "referral", description = "Hospitals and doctors for a patient's final site, best first.")
final class ClinicalReferralCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PATIENT", description = "The patient's id.")
    private String patient;

    @Mixin
    private ReferralFlags referral;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private ClinicalFlags flags;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ClinicalReferralCommand() {}

    @Override
    public Integer call() {
        referral.check();
        Referral found = flags.with(store -> {
            StoredCase held = new StoredCase(flags.patient(store, patient));
            return referral.find(
                    store.providers(),
                    held.check(store.knowledge()),
                    held.record().patient().age());
        });
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ClinicalJson.referral(found).toPrettyString());
        } else {
            ClinicalText.referral(out, found);
            out.println(Main.NOTICE);
        }
        return ExitCode.OK.code();
    }
}
