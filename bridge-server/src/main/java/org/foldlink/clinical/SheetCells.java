package org.foldlink.clinical;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How texts stand in CSV cells.
 *
 * <p>A spreadsheet runs a cell that begins with {@code =}, {@code +}, {@code -}, {@code @}, a tab or a line end as a formula. Such a text is written
 * with an apostrophe before it, which is taken off again when it is read; texts that begin with apostrophes and then such a character get one more,
 * so that every text comes back as it was. Numbers are written plainly.
 *
 * <p>Items of a list are joined by {@code ;}. A backslash before a character keeps it as it is: a {@code ;}, a backslash, a blank at an item's end.
 */
final class SheetCells {

    private static final Pattern RUNS = Pattern.compile("'*[=+\\-@\\t\\r\\n]", Pattern.DOTALL);
    private static final Pattern GUARDED = Pattern.compile("'+[=+\\-@\\t\\r\\n]", Pattern.DOTALL);

    private SheetCells() {}

    static String guarded(String text) {
        return RUNS.matcher(text).lookingAt() ? "'" + text : text;
    }

    static String unguarded(String cell) {
        return GUARDED.matcher(cell).lookingAt() ? cell.substring(1) : cell;
    }

    static String joined(List<String> items) {
        List<String> escaped = new ArrayList<>();
        for (String item : items) {
            StringBuilder text = new StringBuilder();
            for (int at = 0; at < item.length(); at++) {
                char c = item.charAt(at);
                boolean end = at == 0 || at == item.length() - 1;
                if (c == ';' || c == '\\' || (end && Character.isWhitespace(c))) {
                    text.append('\\');
                }
                text.append(c);
            }
            escaped.add(text.toString());
        }
        return String.join(";", escaped);
    }

    /** Blanks around items are passed over, and so are empty items. */
    static List<String> split(String cell) {
        List<String> items = new ArrayList<>();
        StringBuilder item = new StringBuilder();
        int kept = 0;
        for (int at = 0; at < cell.length(); at++) {
            char c = cell.charAt(at);
            if (c == '\\' && at + 1 < cell.length()) {
                at++;
                item.append(cell.charAt(at));
                kept = item.length();
            } else if (c == ';') {
                finish(item, kept, items);
                kept = 0;
            } else if (!Character.isWhitespace(c)) {
                item.append(c);
                kept = item.length();
            } else if (!item.isEmpty()) {
                item.append(c);
            }
        }
        finish(item, kept, items);
        return items;
    }

    private static void finish(StringBuilder item, int kept, List<String> items) {
        if (kept > 0) {
            items.add(item.substring(0, kept));
        }
        item.setLength(0);
    }
}
