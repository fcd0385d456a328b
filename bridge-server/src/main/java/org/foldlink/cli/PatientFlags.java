package org.foldlink.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.foldlink.clinical.Dominance;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.Sex;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is known of a patient; never a name. */
final class PatientFlags {

    @Option(names = "--pseudonym", paramLabel = "TEXT", description = "What the site calls the patient; no name.")
    private @Nullable String pseudonym;

    @Option(names = "--sex", paramLabel = "SEX", description = "female, male or other.")
    private @Nullable Sex sex;

    @Option(names = "--age", paramLabel = "YEARS", description = "0 to 130.")
    private @Nullable Integer age;

    @Option(
            names = "--dominance",
            paramLabel = "SIDE",
            description = "The hemisphere dominant for language: left, right or unknown (taken as left, and said so).")
    private @Nullable Dominance dominance;

    PatientFlags() {}

    /** What was given, over what is known. */
    Patient over(Patient known) {
        return new Patient(
                known.id(),
                Optional.ofNullable(pseudonym).or(known::pseudonym),
                Optional.ofNullable(sex).or(known::sex),
                age == null ? known.age() : OptionalInt.of(age),
                dominance == null ? known.dominance() : dominance);
    }

    Patient of(String id) {
        return over(new Patient(id, Optional.empty(), Optional.empty(), OptionalInt.empty(), Dominance.UNKNOWN));
    }

    static String text(Patient p) {
        StringBuilder text = new StringBuilder("patient " + p.id());
        p.pseudonym().ifPresent(n -> text.append(", ").append(n));
        p.sex().ifPresent(s -> text.append(", ").append(s.name().toLowerCase(Locale.ROOT)));
        p.age().ifPresent(a -> text.append(", ").append(a).append(" years"));
        return text.append(", language dominance ")
                .append(p.dominance().name().toLowerCase(Locale.ROOT))
                .toString();
    }
}
