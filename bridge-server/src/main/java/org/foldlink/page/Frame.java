package org.foldlink.page;

import java.util.Base64;
import java.util.Locale;

/**
 * A picture with letters around it and marks on it, as SVG: sharp in print, whatever the picture's own pixels. Lengths are the patient's mm, so
 * frames of one row are at one scale.
 *
 * @param width of the picture, mm
 * @param letter height of a letter, mm; the margin around the picture holds one
 */
record Frame(double width, double height, double letter) {

    private static final String HALO = "paint-order:stroke;stroke:#000;stroke-linejoin:round";

    private double margin() {
        return 1.25 * letter;
    }

    /** How wide the frame is with its letters, mm. */
    double outerWidth() {
        return width + 2 * margin();
    }

    private double outerHeight() {
        return height + 2 * margin();
    }

    /** @param description for those who cannot see it */
    void open(Html html, byte[] png, String description) {
        html.open(
                "svg",
                "viewBox",
                "0 0 " + number(outerWidth()) + " " + number(outerHeight()),
                "role",
                "img",
                "aria-label",
                description);
        html.empty(
                "image",
                "x",
                number(margin()),
                "y",
                number(margin()),
                "width",
                number(width),
                "height",
                number(height),
                "preserveAspectRatio",
                "none",
                "href",
                "data:image/png;base64," + Base64.getEncoder().encodeToString(png));
    }

    void letters(Html html, String left, String right, String top, String bottom) {
        double middle = outerHeight() / 2 + 0.36 * letter;
        letter(html, left, 0.5 * margin(), middle);
        letter(html, right, outerWidth() - 0.5 * margin(), middle);
        letter(html, top, outerWidth() / 2, 0.5 * margin() + 0.36 * letter);
        letter(html, bottom, outerWidth() / 2, outerHeight() - 0.5 * margin() + 0.36 * letter);
    }

    private void letter(Html html, String text, double x, double y) {
        html.leaf(
                "text",
                text,
                "class",
                "letter",
                "x",
                number(x),
                "y",
                number(y),
                "font-size",
                number(letter),
                "text-anchor",
                "middle");
    }

    /** Where the other planes cut this one: from the edges towards the point, not over it. */
    void cross(Html html, double x, double y) {
        double gap = 0.2 * Math.min(width, height);
        line(html, 0, y, x - gap, y);
        line(html, x + gap, y, width, y);
        line(html, x, 0, x, y - gap);
        line(html, x, y + gap, x, height);
    }

    private void line(Html html, double x1, double y1, double x2, double y2) {
        if (x2 > x1 || y2 > y1) {
            html.empty(
                    "line",
                    "class",
                    "cross",
                    "x1",
                    number(margin() + x1),
                    "y1",
                    number(margin() + y1),
                    "x2",
                    number(margin() + x2),
                    "y2",
                    number(margin() + y2));
        }
    }

    /**
     * In the lower left corner.
     *
     * @param onDark whether the picture is dark there
     */
    void scaleBar(Html html, double mm, boolean onDark) {
        String colour = onDark ? "#fff" : "#333";
        double x = margin() + 0.5 * letter;
        double y = margin() + height - 0.6 * letter;
        html.empty(
                "rect",
                "x",
                number(x),
                "y",
                number(y),
                "width",
                number(mm),
                "height",
                number(0.14 * letter),
                "fill",
                colour);
        html.leaf(
                "text",
                number(mm) + " mm",
                "x",
                number(x),
                "y",
                number(y - 0.3 * letter),
                "font-size",
                number(0.75 * letter),
                "fill",
                colour,
                "style",
                onDark ? HALO + ";stroke-width:" + number(0.15 * letter) : "");
    }

    /** Whole where it is. */
    static String number(double v) {
        String text = String.format(Locale.ROOT, "%.2f", v);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
    }
}
