package org.foldlink.evaluation;

import java.util.ArrayList;
import java.util.List;

/** Comma-separated values as RFC 4180 has them: fields quoted where they must be, lines ended by CR LF. */
public final class Csv {

    private final StringBuilder text = new StringBuilder();

    public void line(List<String> fields) {
        for (int f = 0; f < fields.size(); f++) {
            text.append(f == 0 ? "" : ",").append(quoted(fields.get(f)));
        }
        text.append("\r\n");
    }

    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }

    public String text() {
        return text.toString();
    }

    /**
     * Reads; a lone LF ends a line too, a byte-order mark is passed over, and empty lines are left out.
     *
     * @throws IllegalArgumentException saying the line, if a quote is not closed
     */
    public static List<List<String>> parse(String text) {
        List<List<String>> lines = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        for (int at = 0; at <= body.length(); at++) {
            boolean end = at == body.length();
            char c = end ? '\n' : body.charAt(at);
            if (quoted && end) {
                throw new IllegalArgumentException("line " + (lines.size() + 1)
                        + " has a quote that is not closed (expected comma-separated values, RFC 4180)");
            }
            if (quoted && c == '"' && at + 1 < body.length() && body.charAt(at + 1) == '"') {
                field.append('"');
                at++;
            } else if (c == '"') {
                quoted = !quoted;
                any = true;
            } else if (!quoted && (c == ',' || c == '\n')) {
                boolean last = c == '\n';
                if (last && !field.isEmpty() && field.charAt(field.length() - 1) == '\r') {
                    field.setLength(field.length() - 1);
                }
                any |= !field.isEmpty() || !last;
                fields.add(field.toString());
                field.setLength(0);
                if (last) {
                    if (any) {
                        lines.add(List.copyOf(fields));
                    }
                    fields.clear();
                    any = false;
                }
            } else {
                field.append(c);
            }
        }
        return lines;
    }
}
