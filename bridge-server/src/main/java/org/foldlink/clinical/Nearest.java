package org.foldlink.clinical;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Texts that somebody may have meant. */
final class Nearest {

    /** A longer text is nobody's slip. */
    private static final int LONGEST = 100;

    private Nearest() {}

    /** Letters to add, drop, change or swap with their neighbour (optimal string alignment). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }

    static List<String> of(String text, Collection<String> all, int most) {
        return all.stream()
                .sorted(Comparator.comparingInt((String s) -> distance(text, s)).thenComparing(s -> s))
                .limit(most)
                .toList();
    }

    /** {@code "; nearest: x"}, or nothing where none is near. */
    static String hint(String text, Collection<String> all) {
        if (text.length() > LONGEST) {
            return "";
        }
        List<String> one = of(text, all, 1);
        boolean near = !one.isEmpty() && distance(text, one.get(0)) <= Math.max(2, text.length() / 3);
        return near ? "; nearest: " + one.get(0) : "";
    }
}
