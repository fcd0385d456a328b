package org.foldlink.clinical;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.foldlink.atlas.Region;
import org.foldlink.atlas.Regions;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;

/**
 * What the cross-check knows beside the symptoms' own table, from the CSV files in {@code rules/}. Immutable.
 *
 * @param midline regions that have no side
 * @param neighbours pairs of places that touch, in both orders
 * @param groups by symptom
 */
record SiteRules(
        Set<String> midline,
        Set<List<String>> neighbours,
        Map<String, Group> groups,
        List<FalseLocalising> falseLocalising,
        Map<String, String> crossedSigns,
        List<Settle> settle,
        List<Reference> references) {

    /** Symptoms of one mechanism, which vote once. */
    record Group(String name, boolean localising) {}

    /**
     * A sign that may point to the wrong place.
     *
     * @param with symptoms one of which must have been recorded too; empty: none need be
     * @param imageSide where the symptom's side must lie, seen from the tumour's
     * @param shiftMm least midline shift
     * @param factor what its votes count then
     * @param keeps regions whose votes are left as they are
     */
    record FalseLocalising(
            String symptom,
            List<String> with,
            Optional<ImageSide> imageSide,
            OptionalDouble shiftMm,
            double factor,
            List<String> keeps,
            String warning) {}

    /** The symptom's side, seen from the tumour's. */
    enum ImageSide {
        SAME,
        OPPOSITE
    }

    /** @param about symptoms or regions, as {@code when} needs them */
    record Settle(int rank, Occasion when, List<String> about, String advice) {}

    /** When an advice is given. */
    enum Occasion {
        CONFLICT_MIRRORED,
        CONFLICT_SIDE,
        CONFLICT_PLACE,
        CONTRADICTORY_SIDE,
        CONTRADICTORY_DOMINANCE,
        IMAGE_UNTRUSTED,
        IMAGE_MISSING,
        SYMPTOMS_MISSING,
        SYMPTOMS_VAGUE,
        NO_SIDE,
        DOMINANCE_UNKNOWN,
        MULTIFOCAL,
        /** One of the symptoms was recorded. */
        SYMPTOM,
        /** A leading candidate lies in one of the regions. */
        REGION,
        /** The same, on the side dominant for language. */
        REGION_DOMINANT
    }

    private static final SiteRules STANDARD = read();

    private static final Map<String, List<String>> UPWARDS = Regions.standard().all().stream()
            .collect(Collectors.toUnmodifiableMap(
                    Region::id,
                    r -> Regions.standard().upwards(r.id()).stream()
                            .map(Region::id)
                            .toList()));

    /** Too large to say where a tumour is. */
    private static final Set<String> TOO_LARGE = Set.of("cerebrum", "diencephalon");

    /** Their signs are mostly on their own side: beside a lesion of the hemispheres another side is no slip of laterality. */
    private static final Set<String> OWN_SIDE =
            Set.of("brainstem", "cerebellum", "skull_base", "anterior_visual_pathway");

    /** Whether signs of both cross, or of both do not. */
    static boolean sidesCompare(String lobe, String other) {
        return OWN_SIDE.contains(lobe) == OWN_SIDE.contains(other);
    }

    static SiteRules standard() {
        return STANDARD;
    }

    boolean isMidline(String region) {
        return midline.contains(region);
    }

    /** Without a side where the region has none. */
    TumourSite.Place place(String region, Side side) {
        return new TumourSite.Place(region, isMidline(region) ? Side.MIDLINE : side);
    }

    /** The region and what holds it, as far as that says where. */
    static List<String> upwards(String region) {
        return UPWARDS.getOrDefault(region, List.of()).stream()
                .filter(r -> !TOO_LARGE.contains(r))
                .toList();
    }

    static boolean isIn(String region, String whole) {
        return UPWARDS.getOrDefault(region, List.of()).contains(whole);
    }

    /** The lobe, or what is like one: brainstem, cerebellum, thalamus, pituitary region. */
    static Optional<String> lobe(String region) {
        List<String> all = upwards(region);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    boolean touch(String a, String b) {
        return neighbours.contains(List.of(a, b));
    }

    /** A symptom without a group is one by itself. */
    Group group(String symptom) {
        return groups.getOrDefault(symptom, new Group(symptom, true));
    }

    private static SiteRules read() {
        Problems problems = new Problems();
        Knowledge seed = KnowledgeFiles.seed();
        List<Row> referenceRows = rows("references", problems, "id", "citation");
        List<Reference> references = referenceRows.stream()
                .map(r -> new Reference(r.id("id"), r.must("citation", RecordChecks.SENTENCE, "where it is taught")))
                .toList();
        Set<String> known = references.stream().map(Reference::id).collect(Collectors.toCollection(HashSet::new));
        seed.references().forEach(r -> known.add(r.id()));
        Set<String> symptoms = seed.symptoms().stream().map(Symptom::id).collect(Collectors.toSet());

        Set<String> midline = rows("midline", problems, "region").stream()
                .map(r -> KnowledgeFiles.region(r, "region"))
                .collect(Collectors.toSet());
        Set<List<String>> neighbours = new HashSet<>();
        for (Row r : rows("neighbours", problems, "region", "neighbour", "why")) {
            String a = KnowledgeFiles.region(r, "region");
            String b = KnowledgeFiles.region(r, "neighbour");
            neighbours.add(List.of(a, b));
            neighbours.add(List.of(b, a));
        }
        Map<String, Group> groups = new HashMap<>();
        for (Row r : rows("symptom_groups", problems, "symptom", "group", "localising", "why")) {
            groups.put(one(r, "symptom", symptoms), new Group(r.text("group"), yes(r, "localising")));
        }
        Map<String, String> crossed = new HashMap<>();
        for (Row r : rows("crossed_signs", problems, "symptom", "why", "reference")) {
            one(r, "reference", known);
            crossed.put(one(r, "symptom", symptoms), r.text("why"));
        }
        List<FalseLocalising> falseLocalising = rows(
                        "false_localising",
                        problems,
                        "symptom",
                        "*with",
                        "image_side",
                        "#shift_mm",
                        "#factor",
                        "*keeps",
                        "warning",
                        "reference")
                .stream()
                .map(r -> falseLocalising(r, symptoms, known))
                .toList();
        List<Settle> settle = rows("settle", problems, "#rank", "when", "*about", "advice", "reference").stream()
                .map(r -> {
                    one(r, "reference", known);
                    return new Settle(
                            r.integer("rank", 1, 1000),
                            r.word("when", Occasion.values(), Words::of),
                            r.list("about"),
                            r.must("advice", RecordChecks.SENTENCE, "what would settle it"));
                })
                .toList();
        try {
            problems.refuseIfAny();
        } catch (ClinicalDataException e) {
            throw new IllegalStateException(e);
        }
        return new SiteRules(
                Set.copyOf(midline),
                Set.copyOf(neighbours),
                Map.copyOf(groups),
                falseLocalising,
                Map.copyOf(crossed),
                settle,
                references);
    }

    private static FalseLocalising falseLocalising(Row r, Set<String> symptoms, Set<String> references) {
        one(r, "reference", references);
        return new FalseLocalising(
                one(r, "symptom", symptoms),
                r.list("with"),
                r.someWord("image_side", ImageSide.values()),
                r.text("shift_mm").isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(r.number("shift_mm", 0, true, 50, "mm above 0, up to 50")),
                r.number("factor", 0, true, 1, "a number above 0, up to 1"),
                r.list("keeps"),
                r.must("warning", RecordChecks.SENTENCE, "what a clinician should think of"));
    }

    static List<Row> rows(String name, Problems problems, String... columns) {
        return TableFiles.resource(Table.of(name, columns), "rules/" + name + ".csv", problems);
    }

    static String one(Row row, String column, Set<String> known) {
        String id = row.text(column);
        if (!known.contains(id)) {
            row.wrong(column, "an id that is known" + Nearest.hint(id, known));
        }
        return id;
    }

    static boolean yes(Row row, String column) {
        return row.word(column, YesNo.values(), Words::of) == YesNo.YES;
    }

    private enum YesNo {
        YES,
        NO
    }
}
