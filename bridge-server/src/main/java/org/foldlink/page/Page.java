package org.foldlink.page;

import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.PartFile;
import org.foldlink.volume.Volume;

/**
 * Writes the page of a segmentation: one HTML file with the scan, the labels, surfaces, figures and the viewers' programs in it. It asks
 * for nothing from a network, and its content security policy forbids it to.
 */
public final class Page {

    /** Below this a scan can no longer be recognised; a page that is still too large is written as it is. */
    private static final long LEAST_VOXELS = 30_000;

    private static final long SAMPLE_VOXELS = 500_000;

    private static final String NOTICE = "Not for clinical use.";

    private Page() {}

    /** @throws IOException if the file cannot be written; nothing is left behind then */
    public static void write(Path file, PageContent content, PageOptions options) throws IOException {
        PageData data = PageData.of(content, options);
        Map<String, String> values = new HashMap<>();
        values.put("title", Template.escape(content.title()));
        values.put("notice", NOTICE);
        values.put("style", Template.resource("page.css"));
        for (String script : new String[] {"page", "scene", "slices"}) {
            values.put(script, Template.resource(script + ".js"));
        }
        values.put("plotly", packedResource("vendor/plotly-gl3d.min.js"));
        values.put("niivue", packedResource("vendor/niivue.umd.js"));
        values.put(
                "licences",
                Template.escape("Plotly.js 4.1.1 (plotly.js-gl3d-dist-min)\n\n"
                        + Template.resource("vendor/plotly-gl3d.LICENSE.txt")
                        + "\n\nNiiVue 0.69.0 (@niivue/niivue)\n\n"
                        + Template.resource("vendor/niivue.LICENSE.txt")));
        values.put("meshes", Packed.base64(Packed.gzip(data.meshes())));
        Template page = Template.of(Template.resource("page.html"));
        long fixed = values.values().stream().mapToLong(String::length).sum()
                + data.text(content.scan().grid(), true).length();
        volumes(content, options.maxBytes() - fixed, data, values);
        PartFile.write(file, out -> {
            Writer writer = Channels.newWriter(out, StandardCharsets.UTF_8);
            page.write(values, writer);
            writer.flush();
        });
    }

    /** As many voxels as fit into {@code room} bytes of the page: tried first on few, which say how well the scan is compressed. */
    private static void volumes(PageContent content, long room, PageData data, Map<String, String> values)
            throws IOException {
        Grid grid = content.scan().grid();
        long voxels = grid.count();
        if (voxels > SAMPLE_VOXELS) {
            Volumes sample = Volumes.of(content, data, Shrink.to(grid, SAMPLE_VOXELS));
            voxels = Math.min(voxels, room * sample.voxels() / sample.bytes());
        }
        while (true) {
            voxels = Math.max(LEAST_VOXELS, voxels);
            Volumes volumes = Volumes.of(content, data, Shrink.to(grid, voxels));
            if (volumes.bytes() <= room || voxels == LEAST_VOXELS) {
                values.put("scan", volumes.scan());
                values.put("labels", volumes.labels());
                values.put("data", data.text(volumes.grid(), !volumes.shrink().isNone()));
                return;
            }
            voxels = Math.min(volumes.voxels() - 1, (long) (0.97 * volumes.voxels() * room / volumes.bytes()));
        }
    }

    /** Scan and labels on the same grid, as they stand in the page. */
    private record Volumes(Shrink shrink, Grid grid, String scan, String labels) {

        static Volumes of(PageContent content, PageData data, Shrink shrink) throws IOException {
            DisplayScan scan = DisplayScan.of(content.scan(), content.ct(), shrink);
            Volume labels = data.indices(shrink.majority(content.labels()));
            return new Volumes(
                    shrink,
                    labels.grid(),
                    Packed.base64(scan.nifti()),
                    Packed.base64(Packed.gzip(Packed.nifti(labels))));
        }

        long voxels() {
            return grid.count();
        }

        long bytes() {
            return (long) scan.length() + labels.length();
        }
    }

    private static String packedResource(String name) {
        return Packed.base64(Packed.gzip(Template.bytes(name)));
    }
}
