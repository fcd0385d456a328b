package org.foldlink.page;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Elements and texts of a page as they are written, well-formed as XML too. Every text and every attribute's value is escaped, and loses
 * the characters that could turn the direction of what follows or that no document may hold. Not thread-safe.
 */
final class Html {

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** @param attributes name, value, name, value … */
    Html open(String tag, String... attributes) {
        start(tag, attributes);
        out.append('>');
        open.push(tag);
        return this;
    }

    /** The innermost that is open. */
    Html close() {
        String tag = open.pop();
        out.append("</").append(tag).append('>');
        if (tag.length() > 1) {
            out.append('\n');
        }
        return this;
    }

    Html text(String text) {
        out.append(safe(text));
        return this;
    }

    /** An element that holds a text alone. */
    Html leaf(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** An element that holds nothing. */
    Html empty(String tag, String... attributes) {
        start(tag, attributes);
        out.append("/>");
        return this;
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("elements " + open + " are open (expected none)");
        }
        return out.toString();
    }

    private void start(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int n = 0; n < attributes.length; n += 2) {
            out.append(' ')
                    .append(attributes[n])
                    .append("=\"")
                    .append(safe(attributes[n + 1]))
                    .append('"');
        }
    }

    static String safe(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints().map(Html::shown).forEach(kept::appendCodePoint);
        return Template.escape(kept.toString());
    }

    private static int shown(int c) {
        if (c == '\n' || c == '\t' || c == '\r') {
            return ' ';
        }
        boolean turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        boolean none = Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF;
        return turns || none ? 0xFFFD : c;
    }
}
