package org.foldlink.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A text with {@code {{name}}} where something goes in. What goes in is not looked at again, so it may hold braces. */
final class Template {

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private final String text;

    private Template(String text) {
        this.text = text;
    }

    static Template of(String text) {
        return new Template(text);
    }

    /** A file that lies beside this class. */
    static String resource(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String name) {
        try (InputStream in = Template.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "page resource " + name + " is missing (expected it in the jar; build again)");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(Map<String, String> values, Writer out) throws IOException {
        int from = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, from)) {
            int close = text.indexOf(CLOSE, open);
            String name = text.substring(open + OPEN.length(), close);
            String value = values.get(name);
            if (value == null) {
                throw new IllegalStateException(
                        "template asks for " + name + " (expected one of " + values.keySet() + ")");
            }
            out.write(text, from, open - from);
            out.write(value);
            from = close + CLOSE.length();
        }
        out.write(text, from, text.length() - from);
    }

    /** As the text of an element or the value of an attribute. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
