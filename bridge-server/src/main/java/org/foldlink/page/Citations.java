package org.foldlink.page;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.foldlink.clinical.CrossCheck;
import org.foldlink.clinical.Knowledge;

/** Numbers references in the order in which they are first cited. Not thread-safe. */
final class Citations {

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    Citations(Knowledge knowledge) {
        CrossCheck.references().forEach(r -> texts.put(r.id(), r.citation()));
        knowledge.references().forEach(r -> texts.put(r.id(), r.citation()));
    }

    /** {@code [3]}. */
    String cite(String reference) {
        Integer number = numbers.computeIfAbsent(reference, r -> numbers.size() + 1);
        return "[" + number + "]";
    }

    /** The list of what was cited; nothing where nothing was. */
    void write(Html html) {
        if (numbers.isEmpty()) {
            return;
        }
        html.open("section", "id", "references").leaf("h2", "References").open("ol");
        numbers.keySet()
                .forEach(id -> html.leaf("li", texts.getOrDefault(id, id + " (not in the list of references)")));
        html.close().close();
    }
}
