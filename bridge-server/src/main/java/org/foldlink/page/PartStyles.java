package org.foldlink.page;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.render.LabelStyle;

/** Colours of a tumour's parts, told apart on grey, in print and by people who see red and green alike. */
final class PartStyles {

    private static final int NECROSIS = 0xD6267F;
    private static final int OEDEMA = 0x35A7E8;
    private static final int ENHANCING = 0xF2C200;
    private static final int[] OTHERS = {0xE4572E, 0x2FB38A, 0x8E6BD8, 0xB0B500, 0xA0522D};

    private PartStyles() {}

    static SortedMap<Integer, LabelStyle> of(Map<Integer, String> parts) {
        SortedMap<Integer, LabelStyle> styles = new TreeMap<>();
        int other = 0;
        for (Map.Entry<Integer, String> part : new TreeMap<>(parts).entrySet()) {
            int rgb = known(part.getValue().toLowerCase(Locale.ROOT));
            if (rgb == 0) {
                rgb = OTHERS[other++ % OTHERS.length];
            }
            styles.put(part.getKey(), new LabelStyle(part.getValue(), rgb >> 16, rgb >> 8 & 255, rgb & 255, true));
        }
        return styles;
    }

    /** 0 where the name is none of the usual. */
    private static int known(String name) {
        if (name.startsWith("necro")) {
            return NECROSIS;
        }
        if (name.startsWith("oedema") || name.startsWith("edema")) {
            return OEDEMA;
        }
        return name.startsWith("enhancing") ? ENHANCING : 0;
    }

    /** As style sheets write it. */
    static String hex(LabelStyle style) {
        return String.format(Locale.ROOT, "#%02x%02x%02x", style.red(), style.green(), style.blue());
    }
}
