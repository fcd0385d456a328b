package org.foldlink.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.foldlink.measure.LabelMeasures;
import org.foldlink.measure.StructureMeasure;
import org.foldlink.models.Label;
import org.foldlink.session.Structure;
import org.foldlink.session.StructureMeasurer;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;

/** Puts {@code measure} behind the session layer's port. */
final class Measures implements StructureMeasurer {

    @Override
    public List<Structure> measure(Volume labels, List<Label> meanings, Map<Integer, Double> foldAgreement) {
        SortedMap<Integer, StructureMeasure> measures = LabelMeasures.measure(labels);
        List<Structure> structures = new ArrayList<>();
        for (Label label : meanings) {
            StructureMeasure m = measures.get(label.value());
            if (m != null) {
                structures.add(new Structure(
                        label,
                        m.voxels(),
                        m.ml(),
                        m.box(),
                        Optional.of(new Structure.OrientedBox(
                                m.oriented().centre(),
                                m.oriented().axes(),
                                m.oriented().size())),
                        m.centroid(),
                        List.of(m.axialDiameter(), m.axialPerpendicular()),
                        agreement(foldAgreement.get(label.value()))));
            }
        }
        return structures;
    }

    private static OptionalDouble agreement(@Nullable Double share) {
        return share == null ? OptionalDouble.empty() : OptionalDouble.of(share);
    }
}
