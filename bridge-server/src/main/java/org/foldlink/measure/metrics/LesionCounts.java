package org.foldlink.measure.metrics;

import org.foldlink.volume.Volume;

/**
 * Lesions, as connected components, found and not. Ratios are NaN where they have no denominator.
 *
 * @param lesions components of the reference
 * @param found of them
 * @param findings components of the prediction
 * @param falseFindings of them
 */
public record LesionCounts(int lesions, int found, int findings, int falseFindings) {

    static final LesionCounts NONE = new LesionCounts(0, 0, 0, 0);

    static LesionCounts of(
            Volume prediction, Volume reference, StructureLabels structure, IndexBox box, LesionCriterion criterion) {
        Blobs p = Blobs.of(prediction, structure.member(), box);
        Blobs r = Blobs.of(reference, structure.member(), box);
        int found = hits(r, p, criterion);
        int right = hits(p, r, criterion);
        return new LesionCounts(r.count(), found, p.count(), p.count() - right);
    }

    /** How many of one's components meet the other's voxels as the criterion asks. */
    private static int hits(Blobs of, Blobs in, LesionCriterion criterion) {
        long[] inside = new long[of.count() + 1];
        long[] size = new long[of.count() + 1];
        for (int v = 0; v < of.ids().length; v++) {
            size[of.ids()[v]]++;
            inside[of.ids()[v]] += in.ids()[v] > 0 ? 1 : 0;
        }
        int hits = 0;
        for (int c = 1; c <= of.count(); c++) {
            hits += criterion.met(inside[c], size[c]) ? 1 : 0;
        }
        return hits;
    }

    public LesionCounts plus(LesionCounts o) {
        return new LesionCounts(
                lesions + o.lesions, found + o.found, findings + o.findings, falseFindings + o.falseFindings);
    }

    /** Found lesions of all lesions. */
    public double sensitivity() {
        return lesions == 0 ? Double.NaN : (double) found / lesions;
    }

    /** Right findings of all findings. */
    public double precision() {
        return findings == 0 ? Double.NaN : (double) (findings - falseFindings) / findings;
    }
}
