package org.foldlink.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a section of the configuration into a record: component {@code imageBytes} is the key {@code image-bytes}; an absent key keeps the
 * default's value; a key that is no component is an error. Sizes are written "2 GiB", durations "10 minutes". Components of other types
 * keep the default's value: they have keys of their own elsewhere.
 */
final class RecordConfig {

    private RecordConfig() {}

    static <T extends Record> T read(Config section, String path, T defaults) {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        Set<String> known = new TreeSet<>();
        for (int c = 0; c < components.length; c++) {
            String key = kebab(components[c].getName());
            types[c] = components[c].getType();
            boolean readable = types[c].isPrimitive() || types[c] == Duration.class || types[c] == String.class;
            if (readable) {
                known.add(key);
            }
            values[c] = readable && section.hasPath(key)
                    ? value(section, path, key, types[c])
                    : get(components[c], defaults);
        }
        refuseUnknown(section, path, known);
        try {
            @SuppressWarnings("unchecked")
            Class<T> type = (Class<T>) defaults.getClass();
            var constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw new CommandFailure(
                    ExitCode.USAGE, "configuration " + path + ": " + (cause == null ? e : cause).getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws CommandFailure naming the first key that is not among {@code known} */
    static void refuseUnknown(Config section, String path, Set<String> known) {
        for (String key : section.root().keySet()) {
            if (!known.contains(key)) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "configuration " + where(section.root().get(key).origin()) + ": unknown key "
                                + (path.isEmpty() ? "" : path + ".") + key + " (expected one of "
                                + String.join(", ", new TreeSet<>(known)) + ")");
            }
        }
    }

    static String where(ConfigOrigin origin) {
        return origin.description();
    }

    private static Object value(Config section, String path, String key, Class<?> type) {
        try {
            if (type == int.class) {
                return section.getInt(key);
            } else if (type == long.class) {
                return section.getBytes(key);
            } else if (type == boolean.class) {
                return section.getBoolean(key);
            } else if (type == Duration.class) {
                return section.getDuration(key);
            } else if (type == String.class) {
                return section.getString(key);
            }
            throw new IllegalStateException("no reader for " + type);
        } catch (ConfigException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "configuration " + where(section.getValue(key).origin()) + ": " + (path.isEmpty() ? "" : path + ".")
                            + key + " = " + section.getValue(key).render() + " (expected " + expectation(type) + ")",
                    e);
        }
    }

    private static String expectation(Class<?> type) {
        if (type == int.class) {
            return "a whole number";
        } else if (type == long.class) {
            return "a size such as \"2 GiB\"";
        } else if (type == Duration.class) {
            return "a duration such as \"30 seconds\"";
        } else if (type == boolean.class) {
            return "true or false";
        }
        return "text";
    }

    private static Object get(RecordComponent component, Record of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static String kebab(String camel) {
        List<String> words = new ArrayList<>();
        for (String word : camel.split("(?=[A-Z])", -1)) {
            words.add(word.toLowerCase(Locale.ROOT));
        }
        return String.join("-", words);
    }
}
