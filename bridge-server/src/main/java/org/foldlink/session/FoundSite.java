package org.foldlink.session;

import java.util.SortedMap;
import org.foldlink.atlas.TumourSite;

/**
 * A site beside what it was found from.
 *
 * @param image what was registered
 * @param labels revision of the labelmap
 */
record FoundSite(ImageInfo image, long labels, SortedMap<Integer, String> parts, TumourSite site) {

    boolean isOf(SiteWork work) {
        return image.equals(work.image.info) && labels == work.labels.stamp().revision() && parts.equals(work.parts);
    }
}
