package org.foldlink.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.render.Window;
import org.foldlink.surface.Mesh;
import org.foldlink.surface.SurfaceOptions;
import org.foldlink.surface.Surfaces;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** The JSON that the page's scripts read. Lengths in mm, volumes in ml, coordinates in RAS mm, values in the scan's unit. */
final class PageData {

    /** The whole body would cover all other structures, so it is there, but off until asked for. */
    private static final String BODY = "body";

    private static final int[] ORGAN = {66, 133, 214};
    private static final int[] LESION = {220, 38, 38};

    /** Few triangles still make a round kidney; fewer do not. */
    private static final int LEAST_TRIANGLES = 400;

    private static final int MOST_TRIANGLES = 30_000;

    private final PageContent content;
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();
    private final MeshBlob meshes = new MeshBlob();
    private final SortedMap<Integer, Integer> shown = new TreeMap<>();

    private PageData(PageContent content) {
        this.content = content;
    }

    static PageData of(PageContent content, PageOptions options) {
        PageData data = new PageData(content);
        data.structures(options.maxTriangles());
        data.rest();
        return data;
    }

    byte[] meshes() {
        return meshes.toByteArray();
    }

    private void structures(int triangles) {
        JsonNode found = content.result().path("structures");
        Set<Integer> values = new HashSet<>();
        found.forEach(s -> values.add(s.path("value").asInt()));
        int each = Math.max(LEAST_TRIANGLES, Math.min(MOST_TRIANGLES, triangles / Math.max(1, values.size())));
        SortedMap<Integer, Mesh> surfaces = values.isEmpty()
                ? new TreeMap<>()
                : Surfaces.of(
                        content.labels(),
                        SurfaceOptions.DEFAULT.withLabels(values).withMaxTriangles(each));
        boolean organAndTumour = isOrganAndTumour(found);
        ArrayNode structures = json.putArray("structures");
        for (JsonNode s : found) {
            int value = s.path("value").asInt();
            boolean lesion = content.lesions().contains(value);
            boolean body = s.path("name").asText().equals(BODY);
            ObjectNode entry = structures.addObject();
            entry.setAll((ObjectNode) s);
            if (organAndTumour && !body) {
                ArrayNode colour = entry.putArray("colour");
                for (int channel : lesion ? LESION : ORGAN) {
                    colour.add(channel);
                }
            }
            shown.put(value, shown.size() + 1);
            entry.put("index", shown.size());
            entry.put("lesion", lesion);
            entry.put("hidden", body);
            Mesh mesh = surfaces.get(value);
            if (mesh != null) {
                meshes.add(mesh, entry.putObject("mesh"));
            }
        }
    }

    /** One organ and what grows in it: then the organ is blue and the tumour red, as papers draw them. */
    private boolean isOrganAndTumour(JsonNode found) {
        int organs = 0;
        int lesions = 0;
        for (JsonNode s : found) {
            if (content.lesions().contains(s.path("value").asInt())) {
                lesions++;
            } else if (!s.path("name").asText().equals(BODY)) {
                organs++;
            }
        }
        return organs == 1 && lesions == 1;
    }

    private void rest() {
        json.put("title", content.title());
        json.put("ct", content.ct());
        Window auto = Window.spread(content.scan());
        json.putObject("auto").put("low", auto.low()).put("high", auto.high());
        JsonNode result = content.result();
        for (String field :
                List.of("lesions", "lesion_rule", "absent", "provenance", "seconds", "software", "notice")) {
            if (result.has(field)) {
                json.set(field, result.path(field));
            }
        }
        ArrayNode facts = json.putArray("facts");
        for (Map.Entry<String, String> fact : content.facts().entrySet()) {
            facts.addArray().add(fact.getKey()).add(fact.getValue());
        }
        size(json.putObject("scan"), content.scan().grid());
    }

    private static void size(ObjectNode to, Grid grid) {
        to.putArray("size").add(grid.sizeI()).add(grid.sizeJ()).add(grid.sizeK());
        Vec3 s = grid.spacing();
        to.putArray("spacing").add(s.x()).add(s.y()).add(s.z());
    }

    /** With the grid on which the scan is shown; its text is ASCII but for the names, and cannot end the script that holds it. */
    String text(Grid shownOn, boolean reduced) {
        ObjectNode whole = json.deepCopy();
        size(whole.putObject("shown").put("reduced", reduced), shownOn);
        // In JSON these stand in strings alone, where an escape means the same.
        return whole.toString().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    /** The labelmap with the structures' {@code index} as values, 0 elsewhere; UINT8 where that is enough. */
    Volume indices(Volume labels) {
        Volume out = Volume.allocate(labels.grid(), shown.size() > 255 ? VoxelType.UINT16 : VoxelType.UINT8);
        long count = labels.voxels().count();
        int[] index = new int[Character.MAX_VALUE + 1];
        shown.forEach((value, n) -> index[value] = n);
        for (long v = 0; v < count; v++) {
            out.voxels().set(v, index[(int) labels.voxels().get(v)]);
        }
        return out;
    }
}
