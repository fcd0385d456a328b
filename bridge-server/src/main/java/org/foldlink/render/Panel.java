package org.foldlink.render;

import java.util.Locale;
import java.util.Map;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;

/**
 * One plane on the canvas: image, labels, boxes, letters.
 *
 * @param left canvas x of its left edge
 * @param top canvas y of its top edge
 * @param scale pixels per mm
 * @param extent what it shows, RAS mm
 * @param focus the plane goes through it, RAS mm
 */
record Panel(Plane plane, int left, int top, double scale, Box extent, Vec3 focus) {

    private static final double FILL = 0.3;
    private static final int LETTER = 0xFFD23F;
    private static final int GUIDE = 0x9A9A9A;

    static int pixels(double mm, double scale) {
        return Math.max(1, (int) Math.round(mm * scale));
    }

    int width() {
        return pixels(Plane.axis(extent.size(), plane.across()), scale);
    }

    int height() {
        return pixels(Plane.axis(extent.size(), plane.down()), scale);
    }

    private Vec3 at(int x, int y) {
        return plane.point(
                Plane.axis(extent.max(), plane.across()) - (x + 0.5) / scale,
                Plane.axis(extent.max(), plane.down()) - (y + 0.5) / scale,
                Plane.axis(focus, plane.through()));
    }

    void draw(
            Canvas canvas,
            Sampler image,
            Window window,
            Sampler labels,
            Map<Integer, LabelStyle> styles,
            Map<Integer, Box> boxes) {
        paint(canvas, image, window, labels, styles, 1, FILL);
        boxes.forEach((label, box) -> {
            LabelStyle style = styles.get(label);
            if (style != null) {
                frame(canvas, box, style.rgb());
            }
        });
        letters(canvas);
    }

    /**
     * Image and labels alone.
     *
     * @param rim pixels that a label's contour is wide
     * @param fill 0 leaves the image inside of it as it is, 1 covers it
     */
    void paint(
            Canvas canvas,
            Sampler image,
            Window window,
            Sampler labels,
            Map<Integer, LabelStyle> styles,
            int rim,
            double fill) {
        int w = width();
        int h = height();
        int[] shown = new int[w * h];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                shown[x + w * y] = (int) labels.nearest(at(x, y), 0);
            }
        }
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int grey = window.grey(image.linear(at(x, y), Double.NaN));
                int rgb = grey << 16 | grey << 8 | grey;
                LabelStyle style = styles.get(shown[x + w * y]);
                if (style != null) {
                    boolean edge = edge(shown, w, h, x, y, style.filled(), rim);
                    if (edge || style.filled()) {
                        rgb = Canvas.blend(rgb, style.rgb(), edge ? 1 : fill);
                    }
                }
                canvas.set(left + x, top + y, rgb);
            }
        }
    }

    /** Inside its label, at the border to another; what is not filled is outlined against the background alone. */
    private static boolean edge(int[] shown, int w, int h, int x, int y, boolean filled, int rim) {
        int own = shown[x + w * y];
        for (int d = 1; d <= rim; d++) {
            if ((x >= d && parts(own, shown[x - d + w * y], filled))
                    || (x < w - d && parts(own, shown[x + d + w * y], filled))
                    || (y >= d && parts(own, shown[x + w * (y - d)], filled))
                    || (y < h - d && parts(own, shown[x + w * (y + d)], filled))) {
                return true;
            }
        }
        return false;
    }

    private static boolean parts(int own, int other, boolean filled) {
        return filled ? other != own : other == 0;
    }

    private void frame(Canvas canvas, Box box, int rgb) {
        double through = Plane.axis(focus, plane.through());
        if (through < Plane.axis(box.min(), plane.through()) || through > Plane.axis(box.max(), plane.through())) {
            return;
        }
        int x0 = along(plane.across(), box.max(), width());
        int x1 = along(plane.across(), box.min(), width());
        int y0 = along(plane.down(), box.max(), height());
        int y1 = along(plane.down(), box.min(), height());
        canvas.frame(left + x0, top + y0, left + x1, top + y1, Canvas.blend(rgb, 0xFFFFFF, 0.25));
    }

    private int along(int axis, Vec3 corner, int pixels) {
        long at = Math.round((Plane.axis(extent.max(), axis) - Plane.axis(corner, axis)) * scale);
        return (int) Math.max(0, Math.min(pixels - 1, at));
    }

    private void letters(Canvas canvas) {
        int size = 2;
        int glyphWidth = BitmapFont.WIDTH * size;
        int glyphHeight = BitmapFont.HEIGHT * size;
        int middleX = left + (width() - glyphWidth) / 2;
        int middleY = top + (height() - glyphHeight) / 2;
        canvas.text(plane.leftLetter(), left + 4, middleY, size, LETTER);
        canvas.text(plane.rightLetter(), left + width() - glyphWidth - 4, middleY, size, LETTER);
        canvas.text(plane.topLetter(), middleX, top + 4, size, LETTER);
        canvas.text(plane.bottomLetter(), middleX, top + height() - glyphHeight - 4, size, LETTER);
        String title = String.format(
                Locale.ROOT, "%s  %s %.1f mm", plane.term(), plane.throughLetter(), Plane.axis(focus, plane.through()));
        canvas.text(title, left, top - 20, 2, GUIDE);
    }
}
