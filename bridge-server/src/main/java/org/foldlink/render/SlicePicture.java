package org.foldlink.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;

/**
 * One plane of the patient (RAS; an oblique volume is resampled) with labels and nothing written on it, for a document that sets letters of its
 * own around it. Radiological convention: the patient's right is on the viewer's left. Not for clinical use.
 *
 * @param png {@code width} × {@code height} mm
 * @param term axial, coronal or sagittal
 * @param left letter of the patient's direction at the viewer's left, likewise the others
 * @param focusX mm of the common point from the left edge
 * @param focusY mm of it from the top edge
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of a file; nobody compares them
public record SlicePicture(
        byte[] png,
        String term,
        String left,
        String right,
        String top,
        String bottom,
        double width,
        double height,
        double focusX,
        double focusY) {

    private static final int MOST_PIXELS = 900;
    private static final double CONTOUR_MM = 0.6;

    /** Faint: what the tumour looks like matters more than its colour. */
    private static final double FILL = 0.18;

    /** Much of a skull-stripped scan is black; an oedema that is bright in FLAIR is still to show its own greys. */
    private static final double BRIGHTEST = 0.999;

    /**
     * The axial, coronal and sagittal plane through a point.
     *
     * @param image one channel
     * @param labels on its own grid, which may be another than the image's
     * @param styles by label value; a value without a style is not drawn
     * @param focus RAS mm
     * @param extent what is shown, RAS mm
     * @param scale pixels per mm at most; fewer where a picture would be very large
     */
    public static List<SlicePicture> of(
            Volume image, Volume labels, Map<Integer, LabelStyle> styles, Vec3 focus, Box extent, double scale) {
        Vec3 size = extent.size();
        double fine = Math.min(scale, MOST_PIXELS / Math.max(size.x(), Math.max(size.y(), size.z())));
        Sampler imageSampler = new Sampler(image);
        Sampler labelSampler = new Sampler(labels);
        Window window = Window.looksLikeCt(image) ? Window.of(image) : Window.spread(image, BRIGHTEST);
        int rim = Math.max(1, (int) Math.round(CONTOUR_MM * fine));
        List<SlicePicture> pictures = new ArrayList<>();
        for (Plane plane : Plane.values()) {
            Panel panel = new Panel(plane, 0, 0, fine, extent, focus);
            Canvas canvas = new Canvas(panel.width(), panel.height(), 0);
            panel.paint(canvas, imageSampler, window, labelSampler, styles, rim, FILL);
            pictures.add(new SlicePicture(
                    Png.encode(canvas),
                    plane.term(),
                    plane.leftLetter(),
                    plane.rightLetter(),
                    plane.topLetter(),
                    plane.bottomLetter(),
                    Plane.axis(size, plane.across()),
                    Plane.axis(size, plane.down()),
                    Plane.axis(extent.max(), plane.across()) - Plane.axis(focus, plane.across()),
                    Plane.axis(extent.max(), plane.down()) - Plane.axis(focus, plane.down())));
        }
        return pictures;
    }

    /**
     * The point through which the three planes show the most of the labels: the volume's centre where nothing is labelled. RAS mm.
     *
     * @param styles only labels with a style count
     */
    public static Vec3 focus(Volume labels, Map<Integer, LabelStyle> styles) {
        return Focus.of(labels, styles.keySet()).point();
    }
}
