package org.foldlink.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.foldlink.atlas.AtlasSpace;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;
import org.foldlink.measure.StructureMeasure;
import org.foldlink.render.LabelStyle;
import org.foldlink.render.Silhouette;
import org.foldlink.render.SlicePicture;
import org.foldlink.render.SurfacePicture;
import org.foldlink.render.SurfacePicture.Body;
import org.foldlink.render.SurfacePicture.View;
import org.foldlink.surface.Mesh;
import org.foldlink.surface.SurfaceOptions;
import org.foldlink.surface.Surfaces;

/** The report's pictures: three planes through the tumour, and its parts in the brain from two sides. */
final class ReportPictures {

    private static final double PIXELS_A_MM = 3;
    private static final double MARGIN_MM = 4;
    private static final int MOST_TRIANGLES = 30_000;
    private static final int GLASS = 0x8793A3;
    private static final double GLASS_OPACITY = 0.62;

    /** Letters of the 3D pictures, which are drawn smaller, beside those of the slices. */
    private static final double SMALL_PICTURE = 1.5;

    /** Of the outermost part, so that what lies in it is seen. */
    private static final double FAINTEST = 0.25;

    private final ReportContent content;
    private final Sizes sizes;
    private final SortedMap<Integer, LabelStyle> styles;
    private final Silhouette silhouette;
    private final Box extent;
    private final double letter;

    ReportPictures(ReportContent content, Sizes sizes) {
        this.content = content;
        this.sizes = sizes;
        this.styles = PartStyles.of(content.parts());
        this.silhouette = Silhouette.of(content.scan());
        Box box = silhouette.box();
        if (sizes.whole().isPresent()) {
            box = union(box, sizes.whole().get().box());
        }
        Vec3 margin = new Vec3(1, 1, 1).times(MARGIN_MM);
        this.extent = new Box(box.min().minus(margin), box.max().plus(margin));
        Vec3 size = extent.size();
        this.letter = 0.05 * Math.max(size.x(), Math.max(size.y(), size.z()));
    }

    private static Box union(Box a, Box b) {
        return new Box(
                new Vec3(
                        Math.min(a.min().x(), b.min().x()),
                        Math.min(a.min().y(), b.min().y()),
                        Math.min(a.min().z(), b.min().z())),
                new Vec3(
                        Math.max(a.max().x(), b.max().x()),
                        Math.max(a.max().y(), b.max().y()),
                        Math.max(a.max().z(), b.max().z())));
    }

    /** The point that the planes have in common, RAS mm: the largest component's centre where that lies in the tumour. */
    Vec3 focus() {
        if (!sizes.components().isEmpty()) {
            Vec3 centre = sizes.components().get(0).centroid();
            if (sizes.holds(centre)) {
                return centre;
            }
        }
        return sizes.whole().isPresent() ? SlicePicture.focus(content.labels(), styles) : extent.centre();
    }

    void write(Html html) {
        html.open("section", "id", "pictures")
                .leaf("h2", "The tumour in three planes and in 3D")
                .open("div", "class", "row");
        for (SlicePicture s : SlicePicture.of(content.scan(), content.labels(), styles, focus(), extent, PIXELS_A_MM)) {
            Frame frame = new Frame(s.width(), s.height(), letter);
            figure(html, frame);
            frame.open(
                    html,
                    s.png(),
                    s.term() + " slice, the tumour's parts in colour; " + direction(s.left())
                            + " is at the left of the picture, " + direction(s.right()) + " at the right");
            frame.letters(html, s.left(), s.right(), s.top(), s.bottom());
            frame.cross(html, s.focusX(), s.focusY());
            frame.scaleBar(html, barLength(), true);
            html.close().leaf("figcaption", Words.capital(s.term()));
            html.close();
        }
        surfaces(html);
        legend(html);
        html.close().close();
    }

    private List<String> notes() {
        List<String> lines = new ArrayList<>(List.of(
                "The patient’s right is at the left of the axial, coronal and front pictures.",
                "Planes through " + (sizes.whole().isPresent() ? "the tumour’s centre" : "the scan’s middle") + ": RAS "
                        + point(focus()) + " mm of the image."));
        content.site()
                .filter(s -> !content.located().isEmpty())
                .ifPresent(s -> lines.add((s.space() == AtlasSpace.MNI ? "MNI " : "Talairach ")
                        + point(content.located().get(0).whole().centreAtlas()) + " mm."));
        lines.add("3D outline: by threshold, for orientation.");
        return lines;
    }

    private static String point(Vec3 p) {
        return String.format(Locale.ROOT, "%.0f, %.0f, %.0f", p.x(), p.y(), p.z())
                .replace('-', '−');
    }

    private void figure(Html html, Frame frame) {
        html.open("figure", "style", "flex:" + Frame.number(frame.outerWidth()) + " 1 0%");
    }

    private double barLength() {
        return letter >= 5 ? 50 : letter >= 2 ? 20 : 5;
    }

    private static String direction(String letter) {
        return switch (letter) {
            case "R" -> "the patient’s right";
            case "L" -> "the patient’s left";
            case "A" -> "anterior";
            default -> "posterior";
        };
    }

    private void legend(Html html) {
        html.open("div", "class", "legend").open("ul");
        if (sizes.whole().isEmpty()) {
            html.leaf("li", "No tumour is labelled in this scan.");
        }
        for (Map.Entry<Integer, StructureMeasure> part : sizes.parts().entrySet()) {
            LabelStyle style = styleOf(part.getKey());
            html.open("li");
            html.open("span", "class", "swatch", "style", "background:" + PartStyles.hex(style))
                    .close();
            html.text(style.name() + " ").leaf("span", Words.ml(part.getValue().ml()) + " ml", "class", "quiet");
            html.close();
        }
        html.close();
        notes().forEach(line -> html.leaf("p", line, "class", "note"));
        html.close();
    }

    private LabelStyle styleOf(int label) {
        LabelStyle style = styles.get(label);
        if (style == null) {
            throw new IllegalStateException("label " + label + " has no style (expected one for every part)");
        }
        return style;
    }

    /** Seen from the front, and from the side on which the tumour lies. */
    private void surfaces(Html html) {
        html.open("div", "class", "solid");
        List<Body> bodies = bodies();
        View side = focus().x() > extent.centre().x() ? View.RIGHT : View.LEFT;
        for (View view : List.of(View.FRONT, side)) {
            SurfacePicture picture = SurfacePicture.of(view, bodies, extent, PIXELS_A_MM);
            Frame frame = new Frame(picture.width(), picture.height(), SMALL_PICTURE * letter);
            figure(html, frame);
            String from = view == View.FRONT ? "From the front" : "From the patient’s " + view.word();
            frame.open(
                    html,
                    picture.png(),
                    from + ": the brain’s outline as glass and the tumour’s parts in colour; "
                            + direction(view.atLeft()) + " is at the left of the picture");
            frame.letters(html, view.atLeft(), view.atRight(), "S", "I");
            frame.scaleBar(html, barLength(), false);
            html.close().leaf("figcaption", from);
            html.close();
        }
        html.close();
    }

    private List<Body> bodies() {
        List<Body> bodies = new ArrayList<>();
        SurfaceOptions options = SurfaceOptions.DEFAULT.withMaxTriangles(MOST_TRIANGLES);
        Mesh shell = Surfaces.of(silhouette.mask(), SurfaceOptions.DEFAULT).get(1);
        if (shell != null) {
            bodies.add(new Body(shell, GLASS, GLASS_OPACITY, true));
        }
        SortedMap<Integer, Mesh> meshes =
                Surfaces.of(content.labels(), options.withLabels(content.parts().keySet()));
        List<StructureMeasure> largestFirst = sizes.parts().values().stream()
                .sorted(Comparator.comparingDouble(m -> -m.ml()))
                .toList();
        for (int n = 0; n < largestFirst.size(); n++) {
            int label = largestFirst.get(n).label();
            Mesh mesh = meshes.get(label);
            if (mesh != null) {
                double opacity =
                        largestFirst.size() == 1 ? 1 : FAINTEST + (1 - FAINTEST) * n / (largestFirst.size() - 1);
                LabelStyle style = styleOf(label);
                bodies.add(new Body(mesh, style.red() << 16 | style.green() << 8 | style.blue(), opacity, false));
            }
        }
        return bodies;
    }
}
