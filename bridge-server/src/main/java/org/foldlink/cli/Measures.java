package org.foldlink.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.measure.LabelMeasures;
import org.foldlink.measure.Lesion;
import org.foldlink.measure.LesionRule;
import org.foldlink.measure.Lesions;
import org.foldlink.measure.StructureMeasure;
import org.foldlink.models.Channel;
import org.foldlink.models.Label;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.Terminology;
import org.foldlink.session.Findings;
import org.foldlink.session.Structure;
import org.foldlink.session.StructureMeasurer;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;

/** Puts {@code measure} behind the session layer's port. */
final class Measures implements StructureMeasurer {

    @Override
    public Findings measure(
            Volume labels, ModelDescriptor model, List<Volume> inputs, Map<Integer, Double> foldAgreement) {
        LesionRule rule = new LesionRule(lesions(model.labels()), LesionRule.MIN_ML);
        return of(labels, model.labels(), model.channels(), Optional.empty(), inputs, rule, foldAgreement);
    }

    /** The labels whose names mean something morphologically abnormal. */
    static Set<Integer> lesions(List<Label> labels) {
        Set<Integer> values = new HashSet<>();
        for (Label label : labels) {
            if (Terminology.of(label.name(), "").isLesion()) {
                values.add(label.value());
            }
        }
        return values;
    }

    /**
     * @param meanings values outside of them are not measured
     * @param channels of the inputs
     * @param unit of the inputs, where it is known otherwise
     * @param inputs on the grid of {@code labels}; none, or one a channel
     */
    static Findings of(
            Volume labels,
            List<Label> meanings,
            List<Channel> channels,
            Optional<String> unit,
            List<Volume> inputs,
            LesionRule rule,
            Map<Integer, Double> foldAgreement) {
        SortedMap<Integer, StructureMeasure> measures = LabelMeasures.measure(labels, inputs);
        List<Unit> units = channels.stream()
                .map(c -> new Unit(c.name(), unit.or(() -> unit(c))))
                .toList();
        SortedMap<Integer, Label> found = new TreeMap<>();
        List<Structure> structures = new ArrayList<>();
        for (Label label : meanings) {
            StructureMeasure m = measures.get(label.value());
            if (m != null) {
                found.put(label.value(), label);
                structures.add(structure(label, m, units, agreement(foldAgreement.get(label.value()))));
            }
        }
        if (rule.labels().isEmpty()) {
            return Findings.of(structures);
        }
        Set<Integer> organs = new HashSet<>(found.keySet());
        organs.removeAll(rule.labels());
        Lesions lesions = Lesions.find(labels, inputs, rule, organs);
        List<Findings.Lesion> list = new ArrayList<>();
        for (Lesion lesion : lesions.list()) {
            Map<String, Double> distances = new TreeMap<>();
            lesion.distances().forEach((organ, mm) -> distances.put(name(found, organ), mm));
            list.add(new Findings.Lesion(
                    structure(label(found, lesion.label()), lesion.measure(), units, OptionalDouble.empty()),
                    lesion.measure().longest(),
                    lesion.measure().perpendicular(),
                    distances));
        }
        return new Findings(structures, Optional.of(new Findings.Lesions(list, lesions.leftOut(), lesions.minMl())));
    }

    private static Label label(Map<Integer, Label> labels, int value) {
        Label label = labels.get(value);
        if (label == null) {
            throw new IllegalArgumentException("lesion label = " + value + " (expected one that has a name)");
        }
        return label;
    }

    private static String name(Map<Integer, Label> labels, int value) {
        return label(labels, value).name();
    }

    private static Structure structure(Label label, StructureMeasure m, List<Unit> units, OptionalDouble agreement) {
        List<Structure.ChannelIntensity> intensities = new ArrayList<>();
        for (int c = 0; c < m.intensities().size(); c++) {
            intensities.add(new Structure.ChannelIntensity(
                    units.get(c).channel(), units.get(c).unit(), m.intensities().get(c)));
        }
        return new Structure(
                label,
                m.voxels(),
                m.ml(),
                m.box(),
                Optional.of(new Structure.OrientedBox(
                        m.oriented().centre(), m.oriented().axes(), m.oriented().size())),
                m.centroid(),
                List.of(m.axialDiameter(), m.axialPerpendicular()),
                agreement,
                Optional.of(m.shape()),
                intensities);
    }

    private record Unit(String channel, Optional<String> unit) {}

    private static Optional<String> unit(Channel channel) {
        boolean ct = channel.modality().equalsIgnoreCase("CT") || channel.name().equalsIgnoreCase("CT");
        return ct ? Optional.of("HU") : Optional.empty();
    }

    private static OptionalDouble agreement(@Nullable Double share) {
        return share == null ? OptionalDouble.empty() : OptionalDouble.of(share);
    }
}
