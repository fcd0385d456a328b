package org.foldlink.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.AuditEntry;
import org.foldlink.clinical.ClinicalJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What was asked and changed. */
@Command(name = "audit", description = "What was asked and changed, when, from where, under which claimed name.")
final class ClinicalAuditCommand implements Callable<Integer> {

    private static final int SHOWN = 17;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "The newest so many, up to 10000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private ClinicalFlags flags;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ClinicalAuditCommand() {}

    @Override
    public Integer call() {
        List<AuditEntry> entries = flags.with(store -> store.audit(limit));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode root = JsonNodeFactory.instance.objectNode().put("schema", ClinicalJson.SCHEMA);
            ArrayNode rows = root.putArray("entries");
            entries.forEach(e -> rows.addObject()
                    .put("number", e.number())
                    .put("at", e.at().toString())
                    .put("address", e.actor().address())
                    .put("claimed_name", e.actor().claimedName())
                    .put("identity", Actor.UNAUTHENTICATED)
                    .put("action", e.action())
                    .put("subject", e.subject())
                    .put("outcome", e.outcome()));
            out.println(root.toPrettyString());
            return ExitCode.OK.code();
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "number", "at", "from", "claimed name (" + Actor.UNAUTHENTICATED + ")", "action", "of", "outcome"));
        entries.forEach(e -> rows.add(List.of(
                String.valueOf(e.number()),
                e.at().toString(),
                e.actor().address(),
                e.actor().claimedName().isEmpty() ? "-" : e.actor().claimedName(),
                e.action(),
                subject(e.subject()),
                e.outcome())));
        Table.print(out, rows);
        return ExitCode.OK.code();
    }

    /** Of a hash the beginning, which is enough to tell one from another by eye; --json has all of it. */
    private static String subject(String subject) {
        if (subject.isEmpty()) {
            return "-";
        }
        return subject.startsWith("hash:") && subject.length() > SHOWN ? subject.substring(0, SHOWN) + "…" : subject;
    }
}
