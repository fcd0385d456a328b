package org.foldlink.clinical;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds a symptom by its id, name, synonym or clinical term. Letter case, accents, hyphens, apostrophes, plurals, American spelling and a closing
 * "syndrome" make no difference; a slip of the keyboard is forgiven in words long enough to tell. Immutable.
 */
public final class SymptomNames {

    private static final int SHORTEST_WITH_A_SLIP = 5;
    private static final int LONG = 10;
    private static final int SHOWN = 3;
    private static final int MOST_MEANT = 6;
    private static final int LONGEST_TEXT = 200;

    private final Map<String, Symptom> byId = new LinkedHashMap<>();
    /** Each plain form and the symptoms that have it. */
    private final Map<String, Set<String>> forms = new TreeMap<>();

    public SymptomNames(Knowledge knowledge) {
        for (Symptom symptom : knowledge.symptoms()) {
            byId.put(symptom.id(), symptom);
            add(symptom.id(), symptom.id());
            add(symptom.name(), symptom.id());
            add(symptom.clinicalTerm(), symptom.id());
            // What stands in brackets says which side to record.
            add(symptom.clinicalTerm().replaceAll("\\([^)]*\\)", ""), symptom.id());
            symptom.synonyms().forEach(s -> add(s, symptom.id()));
        }
    }

    private void add(String text, String id) {
        String form = plain(text);
        if (!form.isEmpty()) {
            forms.computeIfAbsent(form, f -> new LinkedHashSet<>()).add(id);
        }
    }

    /** @throws UnknownSymptomException if it names none, or several */
    public String find(String text) throws UnknownSymptomException {
        if (byId.containsKey(text)) {
            return text;
        }
        String form = plain(text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text);
        Set<String> ids = forms.getOrDefault(form, Set.of());
        if (ids.isEmpty()) {
            ids = withOneSlip(form);
        }
        if (ids.size() == 1) {
            return ids.iterator().next();
        }
        if (ids.isEmpty()) {
            ids = holding(form);
        }
        if (ids.size() > 1 && ids.size() <= MOST_MEANT) {
            throw new UnknownSymptomException(
                    "symptom \"" + shown(text) + "\" may mean " + list(List.copyOf(ids)) + " (expected one of them)",
                    List.copyOf(ids),
                    true);
        }
        List<String> nearest = nearest(form);
        throw new UnknownSymptomException(
                "symptom \"" + shown(text) + "\" is unknown (expected an id, name or synonym; nearest: " + list(nearest)
                        + ")",
                nearest,
                false);
    }

    private static String shown(String text) {
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
    }

    private String list(List<String> ids) {
        return ids.stream().map(id -> id + " (" + get(id).name() + ")").collect(Collectors.joining(", "));
    }

    private Symptom get(String id) {
        Symptom symptom = byId.get(id);
        if (symptom == null) {
            throw new IllegalArgumentException("symptom " + id + " is unknown");
        }
        return symptom;
    }

    /** The fewest slips win; all symptoms that have as few. */
    private Set<String> withOneSlip(String form) {
        int allowed = form.length() < SHORTEST_WITH_A_SLIP ? 0 : form.length() < LONG ? 1 : 2;
        int least = allowed + 1;
        Set<String> ids = new LinkedHashSet<>();
        for (Map.Entry<String, Set<String>> known : forms.entrySet()) {
            if (Math.abs(known.getKey().length() - form.length()) > allowed) {
                continue;
            }
            int slips = Nearest.distance(form, known.getKey());
            if (slips < least) {
                least = slips;
                ids.clear();
            }
            if (slips == least && slips <= allowed) {
                ids.addAll(known.getValue());
            }
        }
        return ids;
    }

    /** Symptoms one of whose names holds all words of the text. */
    private Set<String> holding(String form) {
        Set<String> words = words(form);
        Set<String> ids = new LinkedHashSet<>();
        forms.forEach((known, all) -> {
            if (!form.isEmpty() && words(known).containsAll(words)) {
                ids.addAll(all);
            }
        });
        return ids;
    }

    private List<String> nearest(String form) {
        Map<String, Double> likeness = new HashMap<>();
        forms.forEach((known, ids) -> {
            double like = likeness(form, known);
            ids.forEach(id -> likeness.merge(id, like, Math::max));
        });
        return likeness.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<String, Double> e) -> -e.getValue())
                        .thenComparing(Map.Entry::getKey))
                .limit(SHOWN)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Of letters or of words, whichever is greater: 0 to 1. */
    private static double likeness(String a, String b) {
        double letters = 1 - (double) Nearest.distance(a, b) / Math.max(1, Math.max(a.length(), b.length()));
        Set<String> shared = words(a);
        Set<String> all = words(b);
        shared.retainAll(all);
        all.addAll(words(a));
        return Math.max(letters, (double) shared.size() / all.size());
    }

    private static Set<String> words(String form) {
        return new HashSet<>(List.of(form.split(" ", -1)));
    }

    /** Words without what makes no difference, joined by one blank. */
    static String plain(String text) {
        String bare = Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("['’]s\\b", "")
                .replaceAll("['’]", "")
                .replaceAll("[^\\p{L}\\p{N}]+", " ")
                .replace("ae", "e")
                .replace("oe", "e")
                .replace("our", "or")
                .strip();
        List<String> words = new ArrayList<>();
        for (String word : bare.split(" ", -1)) {
            words.add(singular(word));
        }
        if (words.size() > 1 && words.get(words.size() - 1).equals("syndrome")) {
            words.remove(words.size() - 1);
        }
        return String.join(" ", words);
    }

    private static String singular(String word) {
        if (word.length() > 4 && word.endsWith("ies")) {
            return word.substring(0, word.length() - 3) + "y";
        }
        boolean plural = word.length() > 3 && word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us");
        return plural && !word.endsWith("is") ? word.substring(0, word.length() - 1) : word;
    }
}
