package org.foldlink.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.inference.Segmentation;

/**
 * What {@code <job>.result} says.
 *
 * @param structures those found, by label value
 * @param absent labels of the model with no voxel
 * @param provenance what made it
 * @param secondsByPhase wall seconds
 * @param softwareVersion the bridge's
 * @param notice not for clinical use
 * @param devices what was sent, each with its revision: a client is done when all of these have come
 * @param lesions empty where the model finds none
 */
public record ResultDocument(
        String job,
        List<Structure> structures,
        List<String> absent,
        Segmentation.Provenance provenance,
        Map<String, Double> secondsByPhase,
        String softwareVersion,
        String notice,
        List<DeviceRevision> devices,
        Optional<Findings.Lesions> lesions) {

    public static final String NOTICE = "Not for clinical use.";

    public ResultDocument {
        structures = List.copyOf(structures);
        absent = List.copyOf(absent);
        secondsByPhase = Map.copyOf(secondsByPhase);
        devices = List.copyOf(devices);
    }

    /** Without lesions. */
    public ResultDocument(
            String job,
            List<Structure> structures,
            List<String> absent,
            Segmentation.Provenance provenance,
            Map<String, Double> secondsByPhase,
            String softwareVersion,
            String notice,
            List<DeviceRevision> devices) {
        this(job, structures, absent, provenance, secondsByPhase, softwareVersion, notice, devices, Optional.empty());
    }

    /** One device of a result. */
    public record DeviceRevision(String device, long revision) {}
}
