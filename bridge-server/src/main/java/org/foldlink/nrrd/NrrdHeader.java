package org.foldlink.nrrd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.foldlink.volume.VolumeFormatException;
import org.jspecify.annotations.Nullable;

/**
 * The header's lines.
 *
 * @param fields by lower-case name, with the spellings of old files turned into today's ("data file", "line skip", "byte skip")
 * @param keyValues in the file's order, unescaped
 * @param length bytes from the file's start to the first byte after the header
 */
record NrrdHeader(Map<String, String> fields, Map<String, String> keyValues, long length) {

    @Nullable
    String get(String field) {
        return fields.get(field);
    }

    String require(String field) throws VolumeFormatException {
        String value = fields.get(field);
        if (value == null) {
            throw new VolumeFormatException("field \"" + field + "\" is missing from the header");
        }
        return value;
    }

    int integer(String field, int ifAbsent) throws VolumeFormatException {
        String value = fields.get(field);
        return value == null ? ifAbsent : integer(field, value);
    }

    int integer(String field, String value) throws VolumeFormatException {
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw new VolumeFormatException(field + " = " + value + " (expected a whole number)", e);
        }
    }

    double number(String field, String value) throws VolumeFormatException {
        String text = value.strip().toLowerCase(Locale.ROOT);
        try {
            return switch (text) {
                case "nan", "-nan" -> Double.NaN;
                case "inf", "+inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        } catch (NumberFormatException e) {
            throw new VolumeFormatException(field + " = " + value + " (expected a number)", e);
        }
    }

    /** The words of a field with one entry an axis; a vector in parentheses or a text in quotation marks is one word. */
    List<String> words(String field, int expected) throws VolumeFormatException {
        String value = require(field);
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < value.length()) {
            char c = value.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            int end;
            if (c == '(' || c == '"') {
                int close = value.indexOf(c == '(' ? ')' : '"', at + 1);
                if (close < 0) {
                    throw new VolumeFormatException(
                            field + " = " + value + " (expected a closing " + (c == '(' ? ")" : "\"") + ")");
                }
                end = close + 1;
            } else {
                end = at;
                while (end < value.length() && !Character.isWhitespace(value.charAt(end))) {
                    end++;
                }
            }
            words.add(value.substring(at, end));
            at = end;
        }
        if (words.size() != expected) {
            throw new VolumeFormatException(
                    field + " has " + words.size() + " entries (expected " + expected + ", one for each axis)");
        }
        return words;
    }
}
