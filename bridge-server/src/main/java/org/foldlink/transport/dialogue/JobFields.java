package org.foldlink.transport.dialogue;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;
import org.foldlink.models.Task;
import org.foldlink.session.ErrorCode;
import org.foldlink.session.RequestException;
import org.foldlink.session.ResultKind;
import org.foldlink.session.SegmentOptions;

/** The fields that Segment, Classify and Check share. */
final class JobFields {

    private JobFields() {}

    static SegmentOptions options(Fields content, Task task) throws DialogueException, RequestException {
        SegmentOptions usual = task == Task.CLASSIFICATION ? SegmentOptions.CLASSIFY : SegmentOptions.DEFAULT;
        Optional<Fields> given = content.object("options");
        if (given.isEmpty()) {
            return usual;
        }
        Fields fields = given.get();
        List<String> names = task == Task.CLASSIFICATION ? SegmentOptions.CLASSIFY_NAMES : SegmentOptions.NAMES;
        for (String name : fields.names()) {
            if (!names.contains(name)) {
                throw RequestException.unknownOption(name, names);
            }
        }
        SegmentOptions options = new SegmentOptions(
                fields.integer("folds", usual.folds()),
                fields.flag("mirroring", usual.mirroring()),
                SegmentOptions.mode(
                        fields.optionalText("mode").orElse(usual.mode().wire())),
                region(fields),
                results(fields, usual.results()),
                SegmentOptions.doubt(
                        fields.optionalText("doubt").orElse(usual.doubt().wire())),
                usual.surfaces(),
                SegmentOptions.priority(
                        fields.optionalText("priority").orElse(usual.priority().wire())),
                fields.flag("post", usual.post()),
                fields.flag("after", usual.after()));
        return surfaces(fields, options);
    }

    /** {@code true} for all, or a list of label values; {@code false} for those that the results ask for, if they do. */
    private static SegmentOptions surfaces(Fields fields, SegmentOptions options)
            throws DialogueException, RequestException {
        if (!fields.isList("surfaces")) {
            return fields.flag("surfaces", false) ? options.withSurfaces(Set.of()) : options;
        }
        Set<Integer> values = Set.copyOf(fields.integers("surfaces"));
        if (values.isEmpty()) {
            throw new RequestException(
                    ErrorCode.BAD_OPTION, "options.surfaces", "surfaces = [] (expected label values, or true for all)");
        }
        return options.withSurfaces(values);
    }

    private static Optional<Box> region(Fields options) throws DialogueException, RequestException {
        Optional<Fields> given = options.object("region");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Fields region = given.get().only("min", "max");
        Vec3 min = region.vector("min");
        Vec3 max = region.vector("max");
        try {
            return Optional.of(new Box(min, max));
        } catch (IllegalArgumentException e) {
            throw new RequestException(ErrorCode.BAD_REGION, "options.region", "region: " + e.getMessage());
        }
    }

    private static Set<ResultKind> results(Fields options, Set<ResultKind> usual)
            throws DialogueException, RequestException {
        Optional<List<String>> given = options.textList("results");
        if (given.isEmpty()) {
            return usual;
        }
        Set<ResultKind> kinds = EnumSet.noneOf(ResultKind.class);
        for (String suffix : given.get()) {
            kinds.add(ResultKind.parse(suffix));
        }
        return kinds;
    }
}
