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

    private static final int LONGEST_ID = 64;

    static final String ID =
            "1 to " + LONGEST_ID + " characters, none of them a control character, no blank at the ends";

    /** As it is; empty if there is none. */
    String text(String column) {
        return String.join(";", list(column));
    }

    Optional<String> some(String column) {
        return Optional.of(text(column)).filter(t -> !t.isEmpty());
    }

    List<String> list(String column) {
        return cells.getOrDefault(column, List.of());
    }

    /** A text that must be there. */
    String must(String column, String expected) {
        String text = text(column);
        if (text.isBlank()) {
            wrong(column, expected);
        }
        return text;
    }

    String id(String column) {
        String id = text(column);
        if (!isId(id)) {
            wrong(column, ID);
        }
        return id;
    }

    static boolean isId(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST_ID
                && id.equals(id.strip())
                && id.chars().noneMatch(Character::isISOControl);
    }

    /** Items that are ids each. */
    List<String> ids(String column) {
        List<String> ids = list(column);
        if (!ids.stream().allMatch(Row::isId)) {
            wrong(column, "a list of words, each of " + ID);
        }
        return ids;
    }

    /** Above {@code above} where {@code open}, at least it otherwise; no more than {@code most}. */
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
        problems.add(where + ", column " + column + " = \"" + text(column) + "\" (expected " + expected + ")");
    }
}
