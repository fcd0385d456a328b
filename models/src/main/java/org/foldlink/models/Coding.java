package org.foldlink.models;

import java.util.Optional;

/**
 * What a label is in DICOM's terms, as a segmentation object or 3D Slicer's terminology wants it. All codes are SNOMED CT.
 *
 * @param category what kind of thing it is: anatomical structure, morphologically abnormal structure, tissue
 * @param modifier its side, or that of its region
 * @param region where a lesion lies
 */
public record Coding(Term.Code category, Term.Code type, Optional<Term.Code> modifier, Optional<Term.Code> region) {

    static Coding of(Term term) {
        return new Coding(term.category(), term.code(), term.modifier(), term.region());
    }
}
