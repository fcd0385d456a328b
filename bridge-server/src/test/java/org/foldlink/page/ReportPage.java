package org.foldlink.page;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A report as a parser reads it: well-formed, or there is none. */
final class ReportPage {

    private final Document document;

    private ReportPage(Document document) {
        this.document = document;
    }

    static ReportPage read(Path file) throws IOException {
        String text = Files.readString(file).replace("<!DOCTYPE html>", "");
        try {
            return new ReportPage(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }

    static ReportPage of(Path folder, ReportContent content) throws IOException {
        Path file = folder.resolve("report.html");
        ClinicalReport.write(file, content);
        return read(file);
    }

    List<Element> all(String tag) {
        return list(document.getElementsByTagName(tag));
    }

    private static List<Element> list(NodeList nodes) {
        List<Element> found = new ArrayList<>();
        for (int n = 0; n < nodes.getLength(); n++) {
            found.add((Element) nodes.item(n));
        }
        return found;
    }

    /** Texts of an element's descendants with that tag, white space joined. */
    static List<String> texts(Element of, String tag) {
        return list(of.getElementsByTagName(tag)).stream().map(ReportPage::text).toList();
    }

    /** The reasons in it: items of lists in lists. */
    static List<String> points(Element of) {
        return list(of.getElementsByTagName("ul")).stream()
                .flatMap(ul -> texts(ul, "li").stream())
                .toList();
    }

    /** Rows of the tables in it, cells joined by a bar. */
    static List<String> rows(Element of) {
        List<String> rows = new ArrayList<>();
        for (Element row : list(of.getElementsByTagName("tr"))) {
            List<String> cells = new ArrayList<>();
            for (int n = 0; n < row.getChildNodes().getLength(); n++) {
                cells.add(row.getChildNodes().item(n).getTextContent().strip());
            }
            cells.removeIf(String::isEmpty);
            rows.add(String.join("|", cells));
        }
        return rows;
    }

    boolean has(String id) {
        return all("*").stream().anyMatch(e -> e.getAttribute("id").equals(id));
    }

    Element get(String id) {
        return all("*").stream()
                .filter(e -> e.getAttribute("id").equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no element " + id));
    }

    String text(String id) {
        return text(get(id));
    }

    String body() {
        return text(all("body").get(0));
    }

    static String text(Element e) {
        return e.getTextContent().replaceAll("\\s+", " ").strip();
    }

    /** The pictures in their order: axial, coronal, sagittal, from the front, from a side. */
    List<Picture> pictures() throws IOException {
        List<Picture> pictures = new ArrayList<>();
        for (Element figure : all("figure")) {
            Element image = (Element) figure.getElementsByTagName("image").item(0);
            String data = image.getAttribute("href");
            byte[] png = Base64.getDecoder().decode(data.substring(data.indexOf(',') + 1));
            BufferedImage pixels = Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(png)));
            List<String> letters = list(figure.getElementsByTagName("text")).stream()
                    .filter(t -> t.getAttribute("class").equals("letter"))
                    .map(ReportPage::text)
                    .toList();
            pictures.add(new Picture(
                    texts(figure, "figcaption").get(0),
                    pixels,
                    pixels.getWidth() / Double.parseDouble(image.getAttribute("width")),
                    letters));
        }
        return pictures;
    }

    /**
     * @param scale pixels per mm
     * @param letters at the left, right, top and bottom
     */
    record Picture(String caption, BufferedImage pixels, double scale, List<String> letters) {

        /** Where a hue lies: its share of the width from the left, of the height from the top; fails where there is none. */
        double[] find(Hue hue) {
            double n = 0;
            double x = 0;
            double y = 0;
            for (int py = 0; py < pixels.getHeight(); py++) {
                for (int px = 0; px < pixels.getWidth(); px++) {
                    int rgb = pixels.getRGB(px, py);
                    if (hue.is(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255)) {
                        n++;
                        x += px + 0.5;
                        y += py + 0.5;
                    }
                }
            }
            if (n == 0) {
                throw new AssertionError(caption + " has no pixel of the hue");
            }
            return new double[] {x / n / pixels.getWidth(), y / n / pixels.getHeight(), n / scale / scale};
        }

        /** Mean brightness of the left and of the right half, 0 to 255. */
        double[] halves() {
            double[] sum = new double[2];
            for (int py = 0; py < pixels.getHeight(); py++) {
                for (int px = 0; px < pixels.getWidth(); px++) {
                    sum[2 * px / pixels.getWidth()] += pixels.getRGB(px, py) & 255;
                }
            }
            double half = pixels.getWidth() * (double) pixels.getHeight() / 2;
            return new double[] {sum[0] / half, sum[1] / half};
        }
    }

    /** A colour to look for. */
    interface Hue {
        /** The red-brown of a part without a usual name, pure or through glass. */
        Hue LESION = (r, g, b) -> r > 1.35 * g && r > 1.35 * b && r > 60;

        boolean is(int red, int green, int blue);
    }
}
