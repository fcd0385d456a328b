package org.foldlink.cli;

import java.util.concurrent.Callable;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.Providers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Which database is used, and that it works. */
@Command(
        name = "database",
        description = {
            "Which database is used and what it knows. Opening it makes its tables, or brings those of an older",
            "FoldLink to this version; one of a newer FoldLink is refused, unchanged."
        })
final class ClinicalDatabaseCommand implements Callable<Integer> {

    @Mixin
    private ClinicalFlags flags;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ClinicalDatabaseCommand() {}

    @Override
    public Integer call() {
        String text = flags.with(store -> {
            Knowledge k = store.knowledge();
            Providers p = store.providers();
            return store.describe() + "\n  tables are those of this FoldLink\n  "
                    + k.symptoms().size() + " symptoms, "
                    + k.rules().size() + " rules, " + k.references().size() + " references; "
                    + p.hospitals().size() + " hospitals, " + p.doctors().size() + " doctors";
        });
        text.lines().forEach(spec.commandLine().getOut()::println);
        return ExitCode.OK.code();
    }
}
