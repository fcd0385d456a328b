package org.foldlink.session;

import java.util.SortedMap;
import org.foldlink.atlas.AtlasException;
import org.foldlink.atlas.SiteException;
import org.foldlink.atlas.TumourSite;
import org.foldlink.volume.Volume;

/** Where a tumour lies in an atlas that is opened when it is first needed. Thread-safe; takes seconds. */
@FunctionalInterface
public interface SiteSearch {

    /**
     * @param image of the head, RAS
     * @param labels on the image's grid
     * @param parts names of the tumour's parts by their value in {@code labels}; together they are the whole tumour
     * @throws AtlasException if the installed atlas cannot be used
     * @throws SiteException if labels and image do not fit, or hold no tumour
     */
    TumourSite find(Volume image, Volume labels, SortedMap<Integer, String> parts) throws AtlasException, SiteException;
}
