package org.foldlink.cli;

import java.io.PrintWriter;
import java.util.List;

/** Prints rows of text in aligned columns; a column whose cells below the first row are all numbers is aligned to the right. */
final class Table {

    private Table() {}

    /** @param rows the first is the heading; all of one length */
    static void print(PrintWriter out, List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] width = new int[columns];
        boolean[] number = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            number[c] = rows.size() > 1;
            for (int r = 0; r < rows.size(); r++) {
                String cell = rows.get(r).get(c);
                width[c] = Math.max(width[c], cell.length());
                number[c] &= r == 0 || cell.matches("[-+]?[0-9.]+ ?%?");
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                String pad = " ".repeat(width[c] - row.get(c).length());
                line.append("  ").append(number[c] ? pad + row.get(c) : row.get(c) + pad);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
