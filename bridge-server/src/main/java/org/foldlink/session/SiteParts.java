package org.foldlink.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.foldlink.models.Channel;
import org.foldlink.models.Label;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.Terminology;

/** Which labels of a model are the tumour, and which of its channels is registered. */
final class SiteParts {

    /** T1 without contrast: "T1", "t1w", "T1n". */
    private static final Predicate<String> PLAIN_T1 =
            Pattern.compile("t1(w|n|_?native|_?pre)?", Pattern.CASE_INSENSITIVE).asMatchPredicate();

    private static final Predicate<String> ANY_T1 =
            Pattern.compile("t1", Pattern.CASE_INSENSITIVE).asPredicate();

    private SiteParts() {}

    /** @param asked by value; empty for the labels whose names mean a lesion */
    static SortedMap<Integer, String> parts(ModelDescriptor model, SortedMap<Integer, String> asked)
            throws RequestException {
        SortedMap<Integer, String> parts = new TreeMap<>(asked);
        if (parts.isEmpty()) {
            for (Label label : model.labels()) {
                if (Terminology.of(label.name(), "").isLesion()) {
                    parts.put(label.value(), label.name());
                }
            }
        }
        if (parts.isEmpty()) {
            throw new RequestException(
                    ErrorCode.BAD_OPTION,
                    "parts",
                    "no label of model " + model.id() + " is known as a lesion (its labels are " + labels(model)
                            + "): name the tumour's with parts");
        }
        for (Map.Entry<Integer, String> part : parts.entrySet()) {
            int value = part.getKey();
            if (model.labels().stream().noneMatch(label -> label.value() == value)) {
                throw new RequestException(
                        ErrorCode.BAD_OPTION,
                        "parts." + value,
                        "parts." + value + " = " + Texts.shown(part.getValue()) + " is no label of model " + model.id()
                                + " (expected some of " + labels(model) + ")");
            }
        }
        return parts;
    }

    private static String labels(ModelDescriptor model) {
        return model.labels().stream()
                .map(label -> label.value() + " " + label.name())
                .collect(Collectors.joining(", "));
    }

    /** What atlases are registered with best: a T1 without contrast, else any T1, else the first channel. */
    static String channel(ModelDescriptor model) {
        List<String> names = model.channels().stream().map(Channel::name).toList();
        Optional<String> plain = names.stream().filter(PLAIN_T1).findFirst();
        return plain.or(() -> names.stream().filter(ANY_T1).findFirst()).orElse(names.get(0));
    }
}
