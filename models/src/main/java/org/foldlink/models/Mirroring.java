package org.foldlink.models;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The axes that test-time mirroring may flip, as far as the model's folder says it.
 *
 * @param axes array axes after transpose (0 = z, 1 = y, 2 = x), ascending
 * @param statedIn the field that says so for one configuration, where a 2D one must not name z
 */
record Mirroring(List<Integer> axes, Optional<JsonField> statedIn) {

    static final Mirroring NONE = new Mirroring(List.of(), Optional.empty());
    static final Mirroring ALL = new Mirroring(List.of(0, 1, 2), Optional.empty());

    /** @param shared by members of which some may be 2D: their slices are not mirrored along z then */
    static Mirroring of(JsonField field, boolean shared) throws ModelException {
        TreeSet<Integer> axes = new TreeSet<>();
        for (JsonField axis : field.items()) {
            axes.add(axis.integer(0, 2));
        }
        return new Mirroring(List.copyOf(axes), shared ? Optional.empty() : Optional.of(field));
    }

    /** @param flat of a 2D configuration */
    List<Integer> of(boolean flat) throws ModelException {
        if (flat && axes.contains(0) && statedIn.isPresent()) {
            throw statedIn.get().unfit("1 for y and 2 for x: a 2d configuration has no z to mirror");
        }
        return flat ? axes.stream().filter(a -> a > 0).toList() : axes;
    }
}
