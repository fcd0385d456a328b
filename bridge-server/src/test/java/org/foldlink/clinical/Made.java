package org.foldlink.clinical;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.foldlink.atlas.AtlasSpace;
import org.foldlink.atlas.Registered;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;

/** Values from a seeded generator; texts hold what trips files up. */
final class Made {

    private static final List<String> BITS = List.of(
            "a",
            "Z",
            "é",
            "Ω",
            "脳",
            "\uD83E\uDDE0",
            " ",
            ",",
            ";",
            "\"",
            "'",
            "\\",
            "=",
            "+",
            "-",
            "@",
            "#",
            "null",
            "0",
            "'; DROP TABLE patient; --",
            "<b>",
            "\uFEFF",
            "\u00A0");

    private final Random random;

    Made(long seed) {
        random = new Random(seed);
    }

    int below(int n) {
        return random.nextInt(n);
    }

    double unit() {
        return random.nextDouble();
    }

    <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    <T> T one(T[] all) {
        return all[random.nextInt(all.length)];
    }

    /** One line, not blank. */
    String text() {
        StringBuilder text = new StringBuilder();
        do {
            text.append(one(BITS));
        } while (text.toString().isBlank() || random.nextInt(4) > 0);
        return text.toString();
    }

    String anyText() {
        return random.nextInt(4) == 0 ? "" : text();
    }

    List<String> texts() {
        List<String> all = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            all.add(text());
        }
        return all.stream().distinct().toList();
    }

    /** As an id may be, each another. */
    List<String> ids(int n) {
        Set<String> all = new HashSet<>();
        while (all.size() < n) {
            String id = text().replaceAll("\\p{Cntrl}", "").strip();
            if (RecordChecks.isId(id)) {
                all.add(id);
            }
        }
        return List.copyOf(all);
    }

    private <T> Optional<T> some(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    Knowledge knowledge() {
        List<Reference> references =
                ids(3).stream().map(id -> new Reference(id, text())).toList();
        List<Symptom> symptoms = ids(4).stream()
                .map(id -> new Symptom(id, text(), texts(), one(Symptom.Kind.values()), anyText(), some("22325002")))
                .toList();
        List<Rule> rules = new ArrayList<>();
        for (Symptom s : symptoms) {
            for (Rule.Laterality l : Rule.Laterality.values()) {
                rules.add(new Rule(
                        s.id(),
                        one(KnowledgeFiles.regionIds()),
                        l,
                        1 - unit(),
                        one(references).id(),
                        anyText()));
            }
        }
        return new Knowledge(symptoms, rules, references);
    }

    Providers providers() {
        List<Hospital> hospitals = ids(4).stream()
                .map(id -> new Hospital(
                        id,
                        text(),
                        anyText(),
                        some(new Position(180 * unit() - 90, 360 * unit() - 180)),
                        ids(1 + below(3)),
                        ids(below(4))))
                .toList();
        List<Doctor> doctors = ids(6).stream()
                .map(id -> {
                    Hospital h = one(hospitals);
                    return new Doctor(
                            id,
                            text(),
                            h.id(),
                            one(h.departments()),
                            h.capabilities().subList(0, below(h.capabilities().size() + 1)));
                })
                .toList();
        return new Providers(hospitals, doctors);
    }

    List<PatientRecord> patients(Knowledge knowledge) {
        List<String> studyIds = new ArrayList<>(ids(12));
        List<String> resultIds = new ArrayList<>(ids(12));
        List<PatientRecord> records = new ArrayList<>();
        for (String id : ids(4)) {
            Patient patient = new Patient(
                    id,
                    some(text()),
                    some(one(Sex.values())),
                    random.nextBoolean() ? OptionalInt.of(below(131)) : OptionalInt.empty(),
                    one(Dominance.values()));
            List<Observation> observations = new ArrayList<>();
            for (BodySide side : BodySide.values()) {
                observations.add(new Observation(
                        one(knowledge.symptoms()).id(),
                        side,
                        some(LocalDate.of(2000, 1, 1).plusDays(below(9000))),
                        some(one(Severity.values()))));
            }
            List<Study> studies = new ArrayList<>();
            List<StoredResult> results = new ArrayList<>();
            for (int n = below(4); n > 0; n--) {
                Study study =
                        new Study(studyIds.remove(0), id, some(instant()), one(List.of("MR", "", "=CT")), anyText());
                studies.add(study);
                results.add(new StoredResult(
                        resultIds.remove(0),
                        study.id(),
                        "site",
                        1 + below(3),
                        one(List.of("", "\n", "\r\n", "\r", "\t ")) + "{\n \"said\": \"a, \\\"b\\\"\"\r\n}",
                        instant()));
            }
            records.add(new PatientRecord(patient, observations, studies, results));
        }
        return records;
    }

    private Instant instant() {
        return Instant.ofEpochSecond(1_700_000_000L + below(90_000_000), below(1_000_000_000));
    }

    TumourSite site() {
        List<TumourSite.Component> components = new ArrayList<>();
        for (int n = 1; n <= below(4); n++) {
            components.add(new TumourSite.Component(
                    n,
                    extent(),
                    List.of(new TumourSite.Part("oedema", extent()), new TumourSite.Part(text(), extent()))));
        }
        return new TumourSite(
                text(),
                random.nextBoolean(),
                one(AtlasSpace.values()),
                new Registered(
                        new Affine(vector(), vector(), vector(), vector()),
                        one(Registered.Method.values()),
                        unit(),
                        random.nextBoolean(),
                        anyText(),
                        9 * unit()),
                components,
                random.nextBoolean() ? OptionalDouble.of(20 * unit() - 10) : OptionalDouble.empty(),
                texts());
    }

    private TumourSite.Extent extent() {
        List<TumourSite.Share> shares = new ArrayList<>();
        List<TumourSite.Eloquent> eloquent = new ArrayList<>();
        for (int n = below(5); n > 0; n--) {
            shares.add(new TumourSite.Share(place(), unit() / 5));
            eloquent.add(new TumourSite.Eloquent(place(), 30 * unit()));
        }
        return new TumourSite.Extent(
                200 * unit(),
                vector(),
                vector(),
                some(place()),
                one(Side.values()),
                unit(),
                random.nextBoolean(),
                shares,
                unit() / 5,
                eloquent);
    }

    private TumourSite.Place place() {
        return new TumourSite.Place(one(KnowledgeFiles.regionIds()), one(Side.values()));
    }

    private Vec3 vector() {
        return new Vec3(random.nextGaussian(), 1e-7 * random.nextGaussian(), 100 * random.nextGaussian());
    }
}
