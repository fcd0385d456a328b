package org.foldlink.clinical;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One row of a table as a file has it. What does not fit becomes a problem, and a stand-in is returned: whoever reads asks {@link Problems} before
 * anything is taken.
 *
 * @param where file and line, or file and place in the JSON
 * @param cells by column: one text, or a list's items; a column without a value may be absent
 */
record Row(String where, Map<String, List<String>> cells, Problems problems) {

    static final String ID =
            "1 to " + RecordChecks.ID + " characters, none of them a control character, no blank at the ends";

    /** As it is; empty if there is none. */
    String text(String column) {
        return String.join(";", list(column));
    }

    /** One line of at most {@code most} characters. */
    String line(String column, int most) {
        checked(
                column,
                () -> RecordChecks.text(column, text(column), most),
                "at most " + most + " characters, no control characters");
        return text(column);
    }

    Optional<String> some(String column, int most) {
        return Optional.of(line(column, most)).filter(t -> !t.isEmpty());
    }

    /** Names, each once. */
    List<String> names(String column) {
        checked(
                column,
                () -> RecordChecks.texts(column, list(column)),
                "each once, 1 to " + RecordChecks.NAME + " characters, no control characters");
        return list(column);
    }

    /** What the store would refuse. */
    interface Check {
        void run() throws StoreException;
    }

    private void checked(String column, Check check, String expected) {
        try {
            check.run();
        } catch (StoreException e) {
            wrong(column, expected);
        }
    }

    /** Of the row as a whole; the message names field and value. */
    void checked(Check check) {
        try {
            check.run();
        } catch (StoreException e) {
            problems.add(where + ": " + e.getMessage());
        }
    }

    List<String> list(String column) {
        return cells.getOrDefault(column, List.of());
    }

    /** One line that must be there. */
    String must(String column, int most, String expected) {
        String text = line(column, most);
        if (text.isBlank()) {
            wrong(column, expected);
        }
        return text;
    }

    String id(String column) {
        String id = text(column);
        if (!RecordChecks.isId(id)) {
            wrong(column, ID);
        }
        return id;
    }

    /** Above {@code least} where {@code open}, no less than it otherwise; no more than {@code most}. */
    double number(String column, double least, boolean open, double most, String expected) {
        Optional<Double> value = parsed(column, Double::valueOf, expected);
        if (value.isEmpty()) {
            return most;
        }
        double v = value.get();
        if (!(v <= most) || !(open ? v > least : v >= least)) {
            wrong(column, expected);
            return most;
        }
        return v;
    }

    int integer(String column, int least, int most) {
        String expected = "a whole number, " + least + " to " + most;
        Optional<Integer> value = parsed(column, Integer::valueOf, expected);
        if (value.isPresent() && (value.get() < least || value.get() > most)) {
            wrong(column, expected);
        }
        return value.orElse(least);
    }

    OptionalInt someInteger(String column, int least, int most) {
        return text(column).isEmpty() ? OptionalInt.empty() : OptionalInt.of(integer(column, least, most));
    }

    Optional<LocalDate> someDate(String column) {
        return text(column).isEmpty()
                ? Optional.empty()
                : parsed(column, LocalDate::parse, "a date such as 2026-03-31, or nothing");
    }

    Optional<Instant> someInstant(String column) {
        return text(column).isEmpty() ? Optional.empty() : parsed(column, Instant::parse, INSTANT + ", or nothing");
    }

    Instant instant(String column) {
        return parsed(column, Instant::parse, INSTANT).orElse(Instant.EPOCH);
    }

    private static final String INSTANT = "a time in UTC such as 2026-03-31T14:05:00Z";

    private <T> Optional<T> parsed(String column, Function<String, T> parser, String expected) {
        try {
            return Optional.of(parser.apply(text(column).strip()));
        } catch (NumberFormatException | DateTimeException e) {
            wrong(column, expected);
            return Optional.empty();
        }
    }

    /** One of an enum's constants, as {@code word} writes it; letter case aside. */
    <E extends Enum<E>> E word(String column, E[] all, Function<E, String> word) {
        String text = text(column).strip().toLowerCase(Locale.ROOT);
        Optional<E> found =
                Stream.of(all).filter(e -> word.apply(e).equals(text)).findFirst();
        if (found.isEmpty()) {
            wrong(column, "one of " + Stream.of(all).map(word).collect(Collectors.joining(", ")));
        }
        return found.orElse(all[0]);
    }

    <E extends Enum<E>> Optional<E> someWord(String column, E[] all) {
        return text(column).isBlank() ? Optional.empty() : Optional.of(word(column, all, Words::of));
    }

    void wrong(String column, String expected) {
        problems.add(where + ", column " + column + " = " + RecordChecks.quoted(text(column)) + " (expected " + expected
                + ")");
    }
}
