package org.foldlink.cli;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.foldlink.clinical.BodySide;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Severity;
import org.foldlink.clinical.SymptomNames;
import org.foldlink.clinical.UnknownSymptomException;

/**
 * An observation as a user writes it: {@code SYMPTOM[:SIDE][:ONSET][:SEVERITY]}, the parts behind the symptom in any order. The side may stand in the
 * symptom's own words ("left leg weakness").
 */
final class SymptomText {

    private static final Map<String, BodySide> SIDES =
            Map.of("left", BodySide.LEFT, "right", BodySide.RIGHT, "both", BodySide.BOTH, "bilateral", BodySide.BOTH);
    private static final Pattern SIDE_WORD =
            Pattern.compile("\\b(left|right|both|bilateral)(?:[- ]sided|[- ]side)?\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private final SymptomNames names;

    SymptomText(Knowledge knowledge) {
        this.names = new SymptomNames(knowledge);
    }

    /** @throws CommandFailure naming the part that is wrong; of an unknown symptom the nearest */
    Observation parse(String text) {
        String[] parts = text.split(":", -1);
        BodySide side = BodySide.UNKNOWN;
        Optional<LocalDate> onset = Optional.empty();
        Optional<Severity> severity = Optional.empty();
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            String word = part.toLowerCase(Locale.ROOT);
            if (SIDES.containsKey(word)) {
                side = SIDES.getOrDefault(word, side);
            } else if (DAY.matcher(part).matches()) {
                onset = Optional.of(day(text, part));
            } else if (!part.isEmpty()) {
                severity = Optional.of(severity(text, part));
            }
        }
        return named(text, parts[0].strip(), side, onset, severity);
    }

    private Observation named(
            String text, String symptom, BodySide side, Optional<LocalDate> onset, Optional<Severity> severity) {
        UnknownSymptomException unknown;
        try {
            return new Observation(names.find(symptom), side, onset, severity);
        } catch (UnknownSymptomException e) {
            unknown = e;
        }
        Matcher own = SIDE_WORD.matcher(symptom);
        if (!own.find()) {
            throw ClinicalFailures.usage(unknown);
        }
        BodySide said = SIDES.getOrDefault(own.group(1).toLowerCase(Locale.ROOT), BodySide.UNKNOWN);
        if (side != BodySide.UNKNOWN && side != said) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "symptom \"" + text + "\" says " + word(said) + " in its name and " + word(side)
                            + " as its side (expected one side; where both are affected, record each)");
        }
        try {
            String bare = own.replaceFirst(" ").replaceAll("\\s+", " ").strip();
            return new Observation(names.find(bare), said, onset, severity);
        } catch (UnknownSymptomException e) {
            throw ClinicalFailures.usage(e);
        }
    }

    /** The id that a text names. */
    String find(String text) {
        try {
            return names.find(text);
        } catch (UnknownSymptomException e) {
            throw ClinicalFailures.usage(e);
        }
    }

    private static LocalDate day(String text, String part) {
        try {
            return LocalDate.parse(part);
        } catch (DateTimeException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "onset " + part + " in \"" + text + "\" is no day (expected such as 2026-10-01)",
                    e);
        }
    }

    private static Severity severity(String text, String part) {
        for (Severity s : Severity.values()) {
            if (s.name().equalsIgnoreCase(part)) {
                return s;
            }
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                "\"" + part + "\" in \"" + text + "\" is unknown (expected a side: left, right, both; a day such as"
                        + " 2026-10-01; or mild, moderate, severe)");
    }

    static String word(BodySide side) {
        return side.name().toLowerCase(Locale.ROOT);
    }
}
