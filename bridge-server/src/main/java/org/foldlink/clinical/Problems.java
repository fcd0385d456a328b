package org.foldlink.clinical;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that all of it is told at once and nothing is taken. Not thread-safe. */
final class Problems {

    private final List<String> all = new ArrayList<>();

    void add(String problem) {
        all.add(problem);
    }

    void refuseIfAny() throws ClinicalDataException {
        if (!all.isEmpty()) {
            throw new ClinicalDataException(all);
        }
    }

    static ClinicalDataException one(String problem) {
        return new ClinicalDataException(List.of(problem));
    }
}
