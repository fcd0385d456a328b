package org.foldlink.render;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;
import org.foldlink.surface.Mesh;

/**
 * Surfaces seen from one side, without perspective, on white: a picture that prints. Not for clinical use.
 *
 * @param png {@code width} × {@code height} mm
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of a file; nobody compares them
public record SurfacePicture(byte[] png, View view, double width, double height) {

    /** Every pixel is the mean of so many each way. */
    private static final int FINER = 3;

    private static final int MOST_PIXELS = 700;
    private static final int WHITE = 0xFFFFFF;

    /** Over the viewer's left shoulder; along the screen's right, up and towards the viewer. */
    private static final Vec3 LIGHT = new Vec3(-0.45, 0.55, 0.7).unit();

    /** Whence it is seen. Upright, so the letters around a picture follow. */
    public enum View {
        /** The patient's right is on the viewer's left, as in the slices. */
        FRONT("front", 0, -1, "R", "L"),
        RIGHT("right", -1, 0, "P", "A"),
        LEFT("left", 1, 0, "A", "P");

        private final String word;
        /** Along R and A of the direction in which one looks, a unit vector. */
        private final int gazeR;

        private final int gazeA;
        private final String atLeft;
        private final String atRight;

        View(String word, int gazeR, int gazeA, String atLeft, String atRight) {
            this.word = word;
            this.gazeR = gazeR;
            this.gazeA = gazeA;
            this.atLeft = atLeft;
            this.atRight = atRight;
        }

        public String word() {
            return word;
        }

        /** Letter of the patient's direction at the viewer's left. */
        public String atLeft() {
            return atLeft;
        }

        public String atRight() {
            return atRight;
        }

        /** RAS to the screen: right, up, towards the viewer. */
        private Vec3 turn(Vec3 ras) {
            Vec3 gaze = new Vec3(gazeR, gazeA, 0);
            Vec3 up = new Vec3(0, 0, 1);
            return new Vec3(gaze.cross(up).dot(ras), up.dot(ras), -gaze.dot(ras));
        }
    }

    /**
     * @param mesh RAS mm
     * @param rgb 0xRRGGBB
     * @param opacity 0..1
     * @param glass whether it is clear where it faces the viewer and dense at its rim
     */
    public record Body(Mesh mesh, int rgb, double opacity, boolean glass) {}

    /**
     * @param extent what is shown, RAS mm
     * @param scale pixels per mm at most; fewer where the picture would be very large
     */
    public static SurfacePicture of(View view, List<Body> bodies, Box extent, double scale) {
        Vec3 a = view.turn(extent.min());
        Vec3 b = view.turn(extent.max());
        double left = Math.min(a.x(), b.x());
        double top = Math.max(a.y(), b.y());
        double width = Math.abs(a.x() - b.x());
        double height = Math.abs(a.y() - b.y());
        double fine = Math.min(scale, MOST_PIXELS / Math.max(width, height));
        int w = Panel.pixels(width, fine);
        int h = Panel.pixels(height, fine);
        List<Layer> layers = new ArrayList<>();
        for (Body body : bodies) {
            layers.add(layer(view, body, left, top, fine * FINER, w * FINER, h * FINER));
        }
        return new SurfacePicture(Png.encode(mixed(layers, w, h)), view, width, height);
    }

    private static Layer layer(View view, Body body, double left, double top, double scale, int w, int h) {
        Mesh mesh = body.mesh();
        int n = mesh.pointCount();
        float[] x = new float[n];
        float[] y = new float[n];
        float[] z = new float[n];
        float[] shade = new float[n];
        float[] alpha = new float[n];
        for (int p = 0; p < n; p++) {
            Vec3 at = view.turn(vector(mesh.points(), p));
            Vec3 normal = view.turn(vector(mesh.normals(), p));
            x[p] = (float) ((at.x() - left) * scale);
            y[p] = (float) ((top - at.y()) * scale);
            z[p] = (float) at.z();
            shade[p] = (float) (0.55 + 0.55 * Math.max(0, normal.dot(LIGHT)));
            double rim = 1 - Math.max(0, normal.z());
            alpha[p] = (float) (body.opacity() * (body.glass() ? 0.15 + 0.85 * rim * rim : 1));
        }
        Layer layer = new Layer(w, h, body.rgb());
        int[] t = mesh.triangles();
        for (int c = 0; c < t.length; c += 3) {
            layer.triangle(x, y, z, shade, alpha, t[c], t[c + 1], t[c + 2]);
        }
        return layer;
    }

    private static Vec3 vector(float[] of, int p) {
        return new Vec3(of[3 * p], of[3 * p + 1], of[3 * p + 2]);
    }

    private static Canvas mixed(List<Layer> layers, int w, int h) {
        Canvas canvas = new Canvas(w, h, WHITE);
        double[] sum = new double[3];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                sum[0] = sum[1] = sum[2] = 0;
                for (int s = 0; s < FINER * FINER; s++) {
                    add(layers, x * FINER + s % FINER + w * FINER * (y * FINER + s / FINER), sum);
                }
                int rgb = 0;
                for (double channel : sum) {
                    rgb = rgb << 8 | (int) Math.max(0, Math.min(255, Math.round(channel / (FINER * FINER))));
                }
                canvas.set(x, y, rgb);
            }
        }
        return canvas;
    }

    /** From the nearest surface to the farthest, then the white behind. */
    private static void add(List<Layer> layers, int at, double[] sum) {
        double clear = 1;
        float before = Float.POSITIVE_INFINITY;
        int last = -1;
        while (clear > 0.004) {
            int nearest = -1;
            for (int l = 0; l < layers.size(); l++) {
                float depth = layers.get(l).depth[at];
                boolean behind = depth < before || (depth == before && l > last);
                if (depth > Float.NEGATIVE_INFINITY
                        && behind
                        && (nearest < 0 || depth > layers.get(nearest).depth[at])) {
                    nearest = l;
                }
            }
            if (nearest < 0) {
                break;
            }
            Layer layer = layers.get(nearest);
            double own = clear * layer.alpha[at];
            for (int channel = 0; channel < 3; channel++) {
                double colour = (layer.rgb >> (16 - 8 * channel) & 255) * layer.shade[at];
                sum[channel] += own * Math.min(255, colour);
            }
            clear -= own;
            before = layer.depth[at];
            last = nearest;
        }
        for (int channel = 0; channel < 3; channel++) {
            sum[channel] += clear * 255;
        }
    }
}
