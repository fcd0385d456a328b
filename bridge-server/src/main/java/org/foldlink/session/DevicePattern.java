package org.foldlink.session;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pattern of device names: {@code *} any run of characters, {@code ?} one, the rest for itself. */
final class DevicePattern {

    private final Pattern regex;

    DevicePattern(String glob) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == '*') {
                // Runs of stars are one: names are short, and so is the time a match takes.
                if (i == 0 || glob.charAt(i - 1) != '*') {
                    text.append("(.*)");
                }
            } else if (c == '?') {
                text.append('.');
            } else {
                text.append(Pattern.quote(String.valueOf(c)));
            }
        }
        regex = Pattern.compile(text.toString(), Pattern.DOTALL);
    }

    /** What the stars stand for, NUL between them; empty if the name does not fit. */
    Optional<String> match(String device) {
        Matcher matcher = regex.matcher(device);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        StringBuilder stars = new StringBuilder();
        for (int group = 1; group <= matcher.groupCount(); group++) {
            stars.append(matcher.group(group)).append('\0');
        }
        return Optional.of(stars.toString());
    }
}
