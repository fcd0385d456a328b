package org.foldlink.render;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.PartFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VolumeBytes;

/**
 * One picture of a result: an axial, a coronal and a sagittal plane of the patient (RAS; an oblique volume is resampled), each where the
 * structures show best, at one scale in mm. Radiological convention: the patient's right is on the viewer's left. Not for clinical use.
 */
public final class SliceMontage {

    private static final int PANEL = 460;
    private static final double MAX_SCALE = 12;
    private static final int MARGIN = 16;
    private static final int TITLE = 24;
    private static final int TITLE_WIDTH = 260;
    private static final int LINE = 22;
    private static final int COLUMN = 300;
    private static final int BACKGROUND = 0x101014;
    private static final int TEXT = 0xE6E6E6;
    private static final int DIM = 0x9A9A9A;
    private static final String NOTICE = "Not for clinical use";

    private SliceMontage() {}

    /**
     * Writes the picture; the file appears whole or not at all.
     *
     * @param image one channel, any scalar type; HU get the soft-tissue window, other values their percentiles
     * @param labels on its own grid, which may be another than the image's
     * @param styles by label value; a value without a style is not drawn
     * @param boxes by label value, RAS mm; drawn where a plane cuts them
     */
    public static void write(
            Path png, Volume image, Volume labels, Map<Integer, LabelStyle> styles, Map<Integer, Box> boxes)
            throws IOException {
        byte[] bytes = Png.encode(draw(image, labels, styles, boxes));
        PartFile.write(png, out -> VolumeBytes.writeFully(ByteBuffer.wrap(bytes), out));
    }

    static Canvas draw(Volume image, Volume labels, Map<Integer, LabelStyle> styles, Map<Integer, Box> boxes) {
        Box extent = Sampler.extent(image.grid());
        Vec3 size = extent.size();
        double scale = Math.min(MAX_SCALE, PANEL / Math.max(size.x(), Math.max(size.y(), size.z())));
        Focus focus = Focus.of(labels, styles.keySet());
        List<Panel> panels = layOut(extent, scale, inside(extent, focus.point()));
        int width = MARGIN;
        int bottom = 0;
        for (Panel panel : panels) {
            width = panel.left() + Math.max(panel.width(), TITLE_WIDTH) + MARGIN;
            bottom = Math.max(bottom, panel.top() + panel.height());
        }
        width = Math.max(width, 2 * MARGIN + COLUMN);
        int columns = (width - MARGIN) / COLUMN;
        int rows = (focus.voxels().size() + columns - 1) / columns;
        int foot = bottom + MARGIN;
        Canvas canvas = new Canvas(width, foot + 2 * LINE + rows * LINE + MARGIN, BACKGROUND);
        Sampler imageSampler = new Sampler(image);
        Sampler labelSampler = new Sampler(labels);
        Window window = Window.of(image);
        for (Panel panel : panels) {
            panel.draw(canvas, imageSampler, window, labelSampler, styles, boxes);
        }
        foot(canvas, foot, scale, size, window);
        legend(canvas, foot + 2 * LINE, rows, labels, new TreeMap<>(styles), focus);
        return canvas;
    }

    private static Vec3 inside(Box extent, Vec3 p) {
        return new Vec3(
                Math.max(extent.min().x(), Math.min(extent.max().x(), p.x())),
                Math.max(extent.min().y(), Math.min(extent.max().y(), p.y())),
                Math.max(extent.min().z(), Math.min(extent.max().z(), p.z())));
    }

    private static List<Panel> layOut(Box extent, double scale, Vec3 focus) {
        List<Panel> panels = new ArrayList<>();
        int left = MARGIN;
        for (Plane plane : Plane.values()) {
            Panel panel = new Panel(plane, left, MARGIN + TITLE, scale, extent, focus);
            panels.add(panel);
            left += Math.max(panel.width(), TITLE_WIDTH) + MARGIN;
        }
        return panels;
    }

    /** Scale bar and window on the left, the notice on the right. */
    private static void foot(Canvas canvas, int top, double scale, Vec3 size, Window window) {
        double mm = niceLength(Math.max(size.x(), Math.max(size.y(), size.z())) / 4);
        int length = Panel.pixels(mm, scale);
        canvas.fill(MARGIN, top + 6, length, 3, TEXT);
        canvas.fill(MARGIN, top + 2, 1, 11, TEXT);
        canvas.fill(MARGIN + length - 1, top + 2, 1, 11, TEXT);
        String bar = mm >= 1 ? String.format(Locale.ROOT, "%.0f mm", mm) : String.format(Locale.ROOT, "%.2f mm", mm);
        canvas.text(bar + "   " + window.text(), MARGIN + length + 10, top, 2, DIM);
        canvas.text(NOTICE, canvas.width() - MARGIN - 2 * BitmapFont.width(NOTICE), top, 2, 0xFF8A5B);
    }

    /** The greatest of 1, 2, 5 times a power of ten that is no longer than {@code most}. */
    static double niceLength(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        double times = most / power;
        return power * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
    }

    private static void legend(
            Canvas canvas, int top, int rows, Volume labels, Map<Integer, LabelStyle> styles, Focus focus) {
        double ml = labels.grid().voxelVolume() / 1000;
        int n = 0;
        for (Map.Entry<Integer, LabelStyle> entry : styles.entrySet()) {
            Long voxels = focus.voxels().get(entry.getKey());
            if (voxels == null) {
                continue;
            }
            LabelStyle style = entry.getValue();
            int x = MARGIN + n / rows * COLUMN;
            int y = top + n % rows * LINE;
            if (style.filled()) {
                canvas.fill(x, y, 14, 14, style.rgb());
            } else {
                canvas.frame(x, y, x + 13, y + 13, style.rgb());
            }
            String amount = amount(voxels * ml);
            int room = (COLUMN - 14 - 8 - 16 - 2 * BitmapFont.width(amount)) / (2 * BitmapFont.ADVANCE) - 1;
            String name = style.name().replace('_', ' ');
            canvas.text(name.length() > room ? name.substring(0, room - 1) + "." : name, x + 22, y, 2, TEXT);
            canvas.text(amount, x + COLUMN - 24 - 2 * BitmapFont.width(amount), y, 2, DIM);
            n++;
        }
        if (n == 0) {
            canvas.text("no structure found", MARGIN, top - LINE + 4, 2, DIM);
        }
    }

    private static String amount(double ml) {
        return String.format(Locale.ROOT, ml < 1 ? "%.2f ml" : ml < 100 ? "%.1f ml" : "%.0f ml", ml);
    }
}
