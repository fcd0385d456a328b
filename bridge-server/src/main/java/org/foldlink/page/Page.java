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

/**
 * Writes the page of a segmentation: one HTML file with the scan, the labels, surfaces, figures and the viewers' programs in it. It asks
 * for nothing from a network, and its content security policy forbids it to.
 */
public final class Page {

    /** Below this a scan can no longer be recognised; a page that is still too large is written as it is. */
    private static final long LEAST_VOXELS = 30_000;

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

    /** Fewer and fewer voxels until scan and labels take no more than {@code room} bytes of the page. */
    private static void volumes(PageContent content, long room, PageData data, Map<String, String> values)
            throws IOException {
        Grid grid = content.scan().grid();
        // No scan is so even that two of its voxels fit into a byte, so more need not be tried.
        long voxels = Math.max(LEAST_VOXELS, Math.min(grid.count(), 2 * room));
        while (true) {
            Shrink shrink = Shrink.to(grid, voxels);
            DisplayScan scan = DisplayScan.of(content.scan(), content.ct(), shrink);
            byte[] labels = Packed.gzip(Packed.nifti(data.indices(shrink.majority(content.labels()))));
            long bytes = Packed.base64Length(scan.nifti().length) + Packed.base64Length(labels.length);
            long count = scan.volume().grid().count();
            if (bytes <= room || count <= LEAST_VOXELS) {
                values.put("scan", Packed.base64(scan.nifti()));
                values.put("labels", Packed.base64(labels));
                values.put("data", data.text(scan.volume().grid(), !shrink.isNone()));
                return;
            }
            voxels = Math.max(LEAST_VOXELS, Math.min(count - 1, (long) (0.97 * count * room / bytes)));
        }
    }

    private static String packedResource(String name) {
        return Packed.base64(Packed.gzip(Template.bytes(name)));
    }
}
