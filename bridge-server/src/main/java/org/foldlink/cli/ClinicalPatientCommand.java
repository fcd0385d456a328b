package org.foldlink.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.foldlink.clinical.ClinicalJson;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.Sex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Patients that the store holds. */
@Command(name = "patient", description = "Add, show, list or delete patients. No names: an id, such as the image's.")
final class ClinicalPatientCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    ClinicalPatientCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(out());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(name = "add", description = "Add a patient.")
    int add(
            @Parameters(paramLabel = "ID", description = "The site's own id, 1 to 64 characters; no name.") String id,
            @Mixin PatientFlags known,
            @Option(
                            names = "--replace",
                            description = "Change one that is held: what is given; symptoms and studies stay.")
                    boolean replace,
            @Mixin ClinicalFlags flags) {
        Patient kept = flags.with(store -> {
            Optional<PatientRecord> held = store.patient(id, flags.actor());
            if (held.isPresent() && !replace) {
                throw new CommandFailure(
                        ExitCode.CANNOT_WRITE, "patient " + id + " is held already (--replace changes what is given)");
            }
            Patient patient = held.map(r -> known.over(r.patient())).orElseGet(() -> known.of(id));
            store.putPatient(patient, flags.actor());
            return patient;
        });
        out().println(PatientFlags.text(kept));
        return ExitCode.OK.code();
    }

    @Command(name = "show", description = "All that is held of a patient.")
    int show(
            @Parameters(paramLabel = "ID", description = "The patient's id.") String id,
            @Option(names = "--json", description = "Print one JSON object.") boolean json,
            @Mixin ClinicalFlags flags) {
        PatientRecord record = flags.with(store -> flags.patient(store, id));
        if (json) {
            out().println(ClinicalJson.patient(record).toPrettyString());
            return ExitCode.OK.code();
        }
        out().println(PatientFlags.text(record.patient()));
        ClinicalText.observations(out(), record.observations());
        record.studies().forEach(s -> {
            out().println("  study " + s.id() + ", " + s.modality()
                    + s.acquired().map(t -> ", " + t).orElse("")
                    + (s.description().isEmpty() ? "" : ": " + s.description()));
            record.results().stream()
                    .filter(r -> r.study().equals(s.id()))
                    .forEach(r -> out().println("    " + r.kind() + " of " + r.made() + ", " + r.id()));
        });
        out().println(Main.NOTICE);
        return ExitCode.OK.code();
    }

    @Command(name = "list", description = "Patients by id.")
    int list(
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "At most so many, up to 1000 (default: ${DEFAULT-VALUE}).")
                    int limit,
            @Option(
                            names = "--after",
                            paramLabel = "ID",
                            defaultValue = "",
                            description = "Only those behind this id: the next page.")
                    String after,
            @Option(names = "--json", description = "Print one JSON object.") boolean json,
            @Mixin ClinicalFlags flags) {
        List<Patient> patients = flags.with(store -> store.patients(after, limit, flags.actor()));
        if (json) {
            var root = JsonNodeFactory.instance.objectNode().put("schema", ClinicalJson.SCHEMA);
            ArrayNode array = root.putArray("patients");
            patients.forEach(p -> array.addObject()
                    .put("id", p.id())
                    .put("pseudonym", p.pseudonym().orElse(null))
                    .put("sex", p.sex().map(ClinicalPatientCommand::word).orElse(null))
                    .put("age_years", number(p.age()))
                    .put("dominance", p.dominance().name().toLowerCase(Locale.ROOT)));
            out().println(root.put("notice", Main.NOTICE).toPrettyString());
            return ExitCode.OK.code();
        }
        patients.forEach(p -> out().println("  " + PatientFlags.text(p)));
        out().println(patients.size()
                + (patients.size() == 1 ? " patient" : " patients")
                + (patients.size() == limit
                        ? " (more: --after " + patients.get(limit - 1).id() + ")"
                        : ""));
        return ExitCode.OK.code();
    }

    private static String word(Sex sex) {
        return sex.name().toLowerCase(Locale.ROOT);
    }

    private static @org.jspecify.annotations.Nullable Integer number(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    @Command(
            name = "delete",
            description = "Delete a patient with all that is held of it, and its id in the audit trail.")
    int delete(
            @Parameters(paramLabel = "ID", description = "The patient's id.") String id,
            @Option(
                            names = {"-y", "--yes"},
                            description = "Really.")
                    boolean yes,
            @Mixin ClinicalFlags flags) {
        if (!yes) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "patient " + id + " and all that is held of it would be deleted for good (expected --yes)");
        }
        flags.with(store -> {
            store.deletePatient(id, flags.actor());
            return id;
        });
        out().println("deleted patient " + id + ", with symptoms, studies and results");
        return ExitCode.OK.code();
    }
}
