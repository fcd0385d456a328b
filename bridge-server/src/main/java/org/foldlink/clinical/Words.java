package org.foldlink.clinical;

import java.util.Locale;

/** Constants as files and documents write them. */
final class Words {

    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
