package org.foldlink.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.foldlink.atlas.Regions;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.Rule;
import org.foldlink.clinical.Symptom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be recorded, and what a patient has. */
@Command(name = "symptoms", description = "Symptoms and signs: what is known of them, and those of a patient.")
final class ClinicalSymptomsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    ClinicalSymptomsCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(out());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(name = "list", description = "All that can be recorded, or those of a patient.")
    int list(
            @Option(names = "--patient", paramLabel = "ID", description = "Only what this patient has.") @Nullable
                    String patient,
            @Mixin ClinicalFlags flags) {
        if (patient != null) {
            PatientRecord record = flags.with(store -> flags.patient(store, patient));
            ClinicalText.observations(out(), record.observations());
        } else {
            print(flags.with(store -> store.knowledge()).symptoms());
        }
        return ExitCode.OK.code();
    }

    private void print(List<Symptom> symptoms) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("id", "name", "kind", "clinical term"));
        symptoms.forEach(
                s -> rows.add(List.of(s.id(), s.name(), s.kind().name().toLowerCase(Locale.ROOT), s.clinicalTerm())));
        Table.print(out(), rows);
    }

    @Command(name = "search", description = "What a text names, and where it points; else the nearest.")
    int search(
            @Parameters(paramLabel = "TEXT", description = "An id, a name, a synonym.") String text,
            @Mixin ClinicalFlags flags) {
        Knowledge knowledge = flags.with(store -> store.knowledge());
        String id = new SymptomText(knowledge).parse(text).symptom();
        print(knowledge.symptoms().stream().filter(s -> s.id().equals(id)).toList());
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("points to", "side", "weight", "why", "reference"));
        knowledge.rules().stream()
                .filter(r -> r.symptom().equals(id))
                .sorted(Comparator.comparingDouble(Rule::weight).reversed())
                .forEach(r -> rows.add(List.of(
                        Regions.standard().get(r.region()).name(),
                        r.laterality().word(),
                        String.format(Locale.ROOT, "%.2f", r.weight()),
                        r.why(),
                        r.reference())));
        Table.print(out(), rows);
        out().println(Main.NOTICE);
        return ExitCode.OK.code();
    }

    @Command(
            name = "add",
            description = {
                "Record symptoms of a patient; one that is recorded on that side is replaced.",
                "Example: clinical symptoms add P1 'left leg weakness:2026-10-01:moderate'"
            })
    int add(
            @Parameters(index = "0", paramLabel = "PATIENT", description = "The patient's id.") String patient,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "SYMPTOM[:SIDE][:ONSET][:SEVERITY]",
                            description = "The side is the patient's: left, right, both.")
                    List<String> texts,
            @Mixin ClinicalFlags flags) {
        List<Observation> added = flags.with(store -> {
            SymptomText parser = new SymptomText(store.knowledge());
            List<Observation> all = texts.stream().map(parser::parse).toList();
            for (Observation o : all) {
                store.putObservation(patient, o, flags.actor());
            }
            return all;
        });
        ClinicalText.observations(out(), added);
        return ExitCode.OK.code();
    }

    @Command(name = "remove", description = "Remove a symptom of a patient.")
    int remove(
            @Parameters(index = "0", paramLabel = "PATIENT", description = "The patient's id.") String patient,
            @Parameters(
                            index = "1",
                            paramLabel = "SYMPTOM[:SIDE]",
                            description = "The side may be left out where the patient has it on one.")
                    String text,
            @Mixin ClinicalFlags flags) {
        Observation removed = flags.with(store -> {
            Observation asked = new SymptomText(store.knowledge()).parse(text);
            List<Observation> held = flags.patient(store, patient).observations().stream()
                    .filter(o -> o.symptom().equals(asked.symptom()))
                    .toList();
            Optional<Observation> exact =
                    held.stream().filter(o -> o.side() == asked.side()).findFirst();
            if (exact.isEmpty() && held.size() > 1) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "patient " + patient + " has " + asked.symptom() + " on several sides (expected one of them: "
                                + asked.symptom() + ":left)");
            }
            Observation one = exact.orElse(held.isEmpty() ? asked : held.get(0));
            store.removeObservation(patient, one.symptom(), one.side(), flags.actor());
            return one;
        });
        out().println("removed " + removed.symptom() + " (" + SymptomText.word(removed.side()) + ")");
        return ExitCode.OK.code();
    }
}
