package org.foldlink.models;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of structures as SNOMED CT codes and 3D Slicer's colours. {@code foldlink_models/terminology.py} reads the same table in the same
 * way; both are tested with the same expectations. Immutable.
 */
public final class Terminology {

    private static final String ANATOMY = "91723000";
    private static final Map<String, Term.Code> SIDES =
            Map.of("left", new Term.Code("7771000", "Left"), "right", new Term.Code("24028007", "Right"));
    private static final Set<String> UNIMPORTANT = Set.of("of", "the", "and");

    /** KidneyLeft and KidneyL are two words; BraTS is one. */
    private static final Pattern CAMEL = Pattern.compile("([a-z])([A-Z])(?![A-Z])");

    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** BraTS2020 is BraTS. */
    private static final Pattern YEAR = Pattern.compile("[0-9]+$");

    /** Percent towards white, or towards black, of the first, second, … label of one colour. */
    private static final int[] SHADES = {0, 25, -20, 45, -35};

    private static final Terminology TABLE = new Terminology(TerminologyTable.read());

    private final TerminologyTable table;
    private final Map<Set<String>, TerminologyTable.Row> rows = new HashMap<>();
    private final Map<String, Term> byCode = new HashMap<>();

    private record Found(TerminologyTable.Row row, Optional<Term.Code> side) {

        Term term() {
            return side.isPresent() ? row.term().withModifier(side.get()) : row.term();
        }
    }

    Terminology(TerminologyTable table) {
        this.table = table;
        for (TerminologyTable.Row row : table.rows()) {
            Term before = byCode.putIfAbsent(row.term().code().value(), row.term());
            if (before != null && !sameKind(before, row.term())) {
                throw new IllegalStateException("terminology.tsv code "
                        + before.code().value() + " = "
                        + before.code().meaning() + ", " + before.category().meaning() + " and "
                        + row.term().code().meaning() + ", "
                        + row.term().category().meaning()
                        + " (expected one meaning and category a code)");
            }
            for (String name : row.names()) {
                if (rows.put(key(tokens(name)), row) != null) {
                    throw new IllegalStateException(
                            "terminology.tsv name '" + name + "' is there already (expected each name once)");
                }
            }
        }
    }

    /**
     * The term of a label's name, however it is written; a name that is not known gives Tissue and always the same colour.
     *
     * @param dataset a data set's or model's name, or empty. It says what the label's name leaves open: {@code cancer} in
     *     {@code Dataset007_Pancreas} lies in the pancreas. It never changes a name that means an anatomical structure by itself.
     */
    public static Term of(String name, String dataset) {
        return TABLE.term(name, dataset);
    }

    /**
     * The terms of one model's labels, in their order. Slicer gives one colour to all of a kind (ribs, both kidneys); within a model the
     * second and later ones are lighter or darker.
     */
    public static List<Term> ofLabels(List<String> names, String dataset) {
        Map<Integer, Integer> seen = new HashMap<>();
        List<Term> terms = new ArrayList<>();
        for (String name : names) {
            Term term = of(name, dataset);
            int nth = seen.merge(term.red() << 16 | term.green() << 8 | term.blue(), 1, Integer::sum) - 1;
            int percent = SHADES[nth % SHADES.length];
            terms.add(term.withColor(
                    shaded(term.red(), percent), shaded(term.green(), percent), shaded(term.blue(), percent)));
        }
        return List.copyOf(terms);
    }

    /**
     * A label's codes in full. The code that the model states counts before what its name means: the table says its category and meaning. A
     * code that the table lacks keeps the label's name as its meaning and takes the category from what the name means. Empty where neither
     * is known.
     *
     * @param dataset a data set's name, or empty, as in {@link #of}
     * @param snomed the code that the model states for the label
     * @param modifier the side's code that it states; without one the name's side counts, where the name means the same code
     */
    public static Optional<Coding> coding(
            String name, String dataset, Optional<String> snomed, Optional<String> modifier) {
        return TABLE.codes(name, dataset, snomed, modifier);
    }

    private Optional<Coding> codes(String name, String dataset, Optional<String> snomed, Optional<String> modifier) {
        Optional<Term> named = Optional.of(term(name, dataset)).filter(Term::known);
        Optional<Term.Code> side = modifier.flatMap(Terminology::side);
        if (snomed.isEmpty() || named.map(t -> t.code().value()).equals(snomed)) {
            return named.map(term -> side.isPresent() ? term.withModifier(side.get()) : term)
                    .map(Coding::of);
        }
        String code = snomed.get();
        Term coded = byCode.get(code);
        if (coded != null) {
            return Optional.of(new Coding(coded.category(), coded.code(), side, Optional.empty()));
        }
        String words = name.replace('_', ' ').strip();
        return named.map(term -> new Coding(term.category(), new Term.Code(code, words), side, term.region()));
    }

    private static Optional<Term.Code> side(String code) {
        return SIDES.values().stream().filter(side -> side.value().equals(code)).findFirst();
    }

    private static boolean sameKind(Term one, Term other) {
        return one.code().equals(other.code()) && one.category().equals(other.category());
    }

    private Term term(String name, String dataset) {
        List<String> tokens = tokens(name);
        List<Set<String>> keys = keys(tokens);
        Optional<Found> plain =
                keys.stream().map(this::find).flatMap(Optional::stream).findFirst();
        if (!tokens.isEmpty()
                && (plain.isEmpty()
                        || !plain.get().row().term().category().value().equals(ANATOMY))) {
            for (String word : tokens(dataset)) {
                Set<String> context = key(List.of(YEAR.matcher(word).replaceAll("")));
                context.removeAll(SIDES.keySet());
                context.remove("");
                for (Set<String> key : context.isEmpty() ? List.<Set<String>>of() : keys) {
                    Set<String> both = new HashSet<>(key);
                    both.addAll(context);
                    Optional<Found> found = find(both);
                    if (found.isPresent() && !found.map(Found::row).equals(plain.map(Found::row))) {
                        return found.get().term();
                    }
                }
            }
        }
        return plain.map(Found::term).orElseGet(() -> unknown(tokens));
    }

    private Term unknown(List<String> tokens) {
        int colour = hash(String.join("_", tokens)) >>> 28;
        TerminologyTable.Row row = rows.get(Set.of("region", Integer.toString(colour)));
        if (row == null) {
            throw new IllegalStateException("terminology.tsv has no region_" + colour);
        }
        return row.term().unknown();
    }

    private List<Set<String>> keys(List<String> tokens) {
        List<Set<String>> keys = new ArrayList<>(List.of(key(tokens)));
        if (tokens.size() == 1
                && (tokens.get(0).startsWith("l") || tokens.get(0).startsWith("r"))) { // lkidney
            keys.add(key(List.of(tokens.get(0).substring(0, 1), tokens.get(0).substring(1))));
        }
        return keys;
    }

    private Optional<Found> find(Set<String> key) {
        TerminologyTable.Row row = rows.get(key);
        if (row != null) {
            return Optional.of(new Found(row, Optional.empty()));
        }
        Set<String> sides = new HashSet<>(key);
        sides.retainAll(SIDES.keySet());
        if (sides.size() != 1) {
            return Optional.empty();
        }
        Set<String> rest = new HashSet<>(key);
        rest.removeAll(sides);
        row = rows.get(rest);
        return row != null && row.sided()
                ? Optional.of(new Found(
                        row, Optional.ofNullable(SIDES.get(sides.iterator().next()))))
                : Optional.empty();
    }

    private List<String> tokens(String name) {
        String spaced = CAMEL.matcher(name).replaceAll("$1 $2").toLowerCase(Locale.ROOT);
        for (Map.Entry<String, String> spelling : table.spelling().entrySet()) {
            spaced = spaced.replace(spelling.getKey(), spelling.getValue());
        }
        return BETWEEN.splitAsStream(spaced).filter(t -> !t.isEmpty()).toList();
    }

    private Set<String> key(List<String> tokens) {
        Set<String> words = new HashSet<>();
        for (String token : tokens) {
            if (!UNIMPORTANT.contains(token)) {
                String one = singular(token);
                String said = table.words().get(token);
                words.add(said != null ? said : table.words().getOrDefault(one, one));
            }
        }
        return words;
    }

    private static String singular(String word) {
        int length = word.codePointCount(0, word.length());
        if (length > 4 && word.endsWith("ies")) {
            return word.substring(0, word.length() - 3) + "y";
        }
        if (length > 4 && word.endsWith("ae")) {
            return word.substring(0, word.length() - 1);
        }
        boolean plural = word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us") && !word.endsWith("is");
        return length > 3 && plural ? word.substring(0, word.length() - 1) : word;
    }

    private static int shaded(int channel, int percent) {
        int end = percent > 0 ? 255 : 0;
        return (channel * (100 - Math.abs(percent)) + end * Math.abs(percent)) / 100;
    }

    /** FNV-1a, its bits mixed once more: alone it tells names apart badly that differ at the end. */
    private static int hash(String text) {
        int value = 0x811C9DC5;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            value = (value ^ (b & 0xFF)) * 0x01000193;
        }
        return (value ^ value >>> 16) * 0x85EBCA6B;
    }
}
