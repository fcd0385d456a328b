package org.foldlink.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.foldlink.volume.Volume;

/**
 * What a page shows.
 *
 * @param title the case's name
 * @param scan drawn in grey; of several channels the first
 * @param ct whether the scan's values are HU
 * @param labels UINT8 or UINT16 on the scan's grid
 * @param result a result document, or what {@code measure} prints: {@code structures}, and if there are {@code lesions}, {@code absent},
 *     {@code provenance}, {@code seconds}. Coordinates in RAS mm
 * @param lesions those label values that mean something abnormal
 * @param facts what else to say of the case's origin, in this order
 */
public record PageContent(
        String title,
        Volume scan,
        boolean ct,
        Volume labels,
        JsonNode result,
        Set<Integer> lesions,
        Map<String, String> facts) {

    public PageContent {
        lesions = Set.copyOf(lesions);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        // On the very same grid, so that one way of making it coarser serves both.
        labels = SameGrid.of(scan, labels);
    }
}
