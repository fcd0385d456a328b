package org.foldlink.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The clinical side: from masks to a final site, a referral and a report. */
@Command(
        name = "clinical",
        description = "Brain tumours: where they lie, what the symptoms say, who treats, a report; patients kept.",
        footer = {"", "docs/clinical.md tells the whole story. Not for clinical use."},
        subcommands = {
            ClinicalDemoCommand.class,
            ClinicalRunCommand.class,
            ClinicalPatientCommand.class,
            ClinicalSymptomsCommand.class,
            ClinicalSiteCommand.class,
            ClinicalCheckCommand.class,
            ClinicalReferralCommand.class,
            ClinicalReportCommand.class,
            ClinicalStoreCommand.class,
            ClinicalImportCommand.class,
            ClinicalExportCommand.class,
            ClinicalAuditCommand.class,
            ClinicalDatabaseCommand.class
        })
final class ClinicalCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    ClinicalCommand() {}

    /** Without a command: the help. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
