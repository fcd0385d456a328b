package org.foldlink.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.foldlink.measure.OrientedBox;
import org.foldlink.measure.Shape;
import org.foldlink.session.Findings;
import org.foldlink.session.Structure;

/** What was measured as tables for a reader and as rows for a spreadsheet. Lengths in mm, areas in cm² or mm², volumes in ml. */
final class MeasureTable {

    /** Organs that the table names beside a lesion. */
    private static final int NEAREST = 3;

    private MeasureTable() {}

    static void print(PrintWriter out, Findings findings) {
        List<Structure> structures = findings.structures();
        if (structures.isEmpty()) {
            out.println("no voxel has a label");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "structure",
                "ml",
                "surface cm2",
                "largest mm",
                "axial mm",
                "box mm (R x A x S)",
                "own box mm",
                "centre R, A, S mm"));
        for (Structure s : structures) {
            Shape shape = s.shape().orElseThrow();
            rows.add(List.of(
                    s.label().name(),
                    number(s.ml(), s.ml() < 1 ? 3 : 1),
                    number(shape.surfaceMm2() / 100, 1),
                    number(shape.feretMm(), 1),
                    axial(s),
                    size(s.box().size().x(), s.box().size().y(), s.box().size().z()),
                    size(
                            shape.principal().size().x(),
                            shape.principal().size().y(),
                            shape.principal().size().z()),
                    number(s.centre().x(), 1) + ", " + number(s.centre().y(), 1) + ", "
                            + number(s.centre().z(), 1)));
        }
        Table.print(out, rows);
        intensities(out, structures);
        findings.lesions().ifPresent(lesions -> lesions(out, lesions));
    }

    private static void intensities(PrintWriter out, List<Structure> structures) {
        int channels = structures.get(0).intensities().size();
        for (int c = 0; c < channels; c++) {
            Structure.ChannelIntensity first = structures.get(0).intensities().get(c);
            List<List<String>> rows = new ArrayList<>();
            String unit = first.unit().map(u -> " " + u).orElse("");
            rows.add(List.of(first.channel() + unit, "mean", "SD", "min", "p5", "p25", "median", "p75", "p95", "max"));
            for (Structure s : structures) {
                var v = s.intensities().get(c).values();
                List<String> row = new ArrayList<>(List.of(s.label().name()));
                for (double figure :
                        new double[] {v.mean(), v.sd(), v.min(), v.p5(), v.p25(), v.median(), v.p75(), v.p95(), v.max()
                        }) {
                    row.add(Double.isNaN(figure) ? "-" : number(figure, 1));
                }
                rows.add(row);
            }
            out.println();
            Table.print(out, rows);
        }
    }

    private static void lesions(PrintWriter out, Findings.Lesions lesions) {
        out.println();
        out.printf(
                Locale.ROOT,
                "  %d lesion%s of %s ml or more, %s ml together; %d smaller left out%n",
                lesions.list().size(),
                lesions.list().size() == 1 ? "" : "s",
                ModelText.figure(lesions.minMl()),
                number(
                        lesions.list().stream()
                                .mapToDouble(l -> l.measured().ml())
                                .sum(),
                        2),
                lesions.leftOut());
        if (lesions.list().isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("lesion", "of", "ml", "axial mm", "largest mm", "centre R, A, S mm", "nearest, mm"));
        for (Findings.Lesion lesion : lesions.list()) {
            Structure s = lesion.measured();
            rows.add(List.of(
                    String.valueOf(rows.size()),
                    s.label().name(),
                    number(s.ml(), 2),
                    axial(s),
                    number(s.shape().orElseThrow().feretMm(), 1),
                    number(s.centre().x(), 1) + ", " + number(s.centre().y(), 1) + ", "
                            + number(s.centre().z(), 1),
                    nearest(lesion.distances())));
        }
        Table.print(out, rows);
    }

    private static String nearest(Map<String, Double> distances) {
        return distances.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .limit(NEAREST)
                .map(e -> e.getKey() + " " + number(e.getValue(), 1))
                .collect(Collectors.joining(", "));
    }

    private static String axial(Structure s) {
        return number(s.diametersMm().get(0), 1) + " x "
                + number(s.diametersMm().get(1), 1);
    }

    private static String size(double x, double y, double z) {
        return number(x, 0) + " x " + number(y, 0) + " x " + number(z, 0);
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** A heading, then a row a structure and a row a lesion (whose number is empty for a structure). */
    static String csv(Findings findings) {
        StringBuilder text = new StringBuilder("kind,number,value,name,voxels,ml,surface_mm2,feret_mm,"
                + "axial_mm,perpendicular_mm,centre_r,centre_a,centre_s,min_r,min_a,min_s,max_r,max_a,max_s,"
                + "principal_1_mm,principal_2_mm,principal_3_mm");
        List<Structure> structures = findings.structures();
        if (!structures.isEmpty()) {
            for (Structure.ChannelIntensity c : structures.get(0).intensities()) {
                String prefix = ","
                        + quoted(c.channel() + c.unit().map(u -> " (" + u + ")").orElse(""))
                                .replace("\"", "");
                for (String figure : List.of("mean", "sd", "min", "p5", "p25", "median", "p75", "p95", "max")) {
                    text.append(prefix).append(' ').append(figure);
                }
            }
        }
        List<String> organs = findings.lesions().stream()
                .flatMap(l -> l.list().stream())
                .flatMap(l -> l.distances().keySet().stream())
                .distinct()
                .sorted()
                .toList();
        organs.forEach(organ -> text.append(",").append(quoted("to " + organ + " mm")));
        text.append('\n');
        for (Structure s : structures) {
            row(text, "structure", "", s);
            text.append(",".repeat(organs.size())).append('\n');
        }
        findings.lesions().ifPresent(lesions -> {
            int number = 0;
            for (Findings.Lesion lesion : lesions.list()) {
                row(text, "lesion", String.valueOf(++number), lesion.measured());
                organs.forEach(
                        organ -> text.append(',').append(lesion.distances().get(organ)));
                text.append('\n');
            }
        });
        return text.toString();
    }

    private static void row(StringBuilder text, String kind, String number, Structure s) {
        Shape shape = s.shape().orElseThrow();
        OrientedBox own = shape.principal();
        text.append(kind)
                .append(',')
                .append(number)
                .append(',')
                .append(s.label().value());
        text.append(',').append(quoted(s.label().name())).append(',').append(s.voxels());
        for (double figure : new double[] {
            s.ml(),
            shape.surfaceMm2(),
            shape.feretMm(),
            s.diametersMm().get(0),
            s.diametersMm().get(1),
            s.centre().x(),
            s.centre().y(),
            s.centre().z(),
            s.box().min().x(),
            s.box().min().y(),
            s.box().min().z(),
            s.box().max().x(),
            s.box().max().y(),
            s.box().max().z(),
            own.size().x(),
            own.size().y(),
            own.size().z()
        }) {
            text.append(',').append(figure);
        }
        for (Structure.ChannelIntensity c : s.intensities()) {
            var v = c.values();
            for (double figure :
                    new double[] {v.mean(), v.sd(), v.min(), v.p5(), v.p25(), v.median(), v.p75(), v.p95(), v.max()}) {
                text.append(',').append(Double.isNaN(figure) ? "" : String.valueOf(figure));
            }
        }
    }

    private static String quoted(String name) {
        return name.matches("[^,\"\\r\\n]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
