package org.foldlink.cli;

/** FoldLink's own version, as the jar's manifest states it. */
final class Version {

    private Version() {}

    static String get() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
