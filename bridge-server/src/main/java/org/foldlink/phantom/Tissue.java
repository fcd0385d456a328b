package org.foldlink.phantom;

/** What a solid is made of: HU at a point of the body frame, {@code depth} mm under its surface (negative distance). Thread-safe. */
interface Tissue {

    double hu(double x, double y, double z, double depth);

    /** The same HU everywhere but for a soft mottle of the given amplitude on a lattice of {@code grain} mm. */
    static Tissue mottled(double hu, double amplitude, double grain, long seed) {
        return (x, y, z, depth) -> hu + amplitude * Mottle.at(seed, x / grain, y / grain, z / grain);
    }

    /** {@code rim} down to {@code thickness} mm, then {@code core}. */
    static Tissue rimmed(Tissue rim, double thickness, Tissue core) {
        return (x, y, z, depth) -> depth < thickness ? rim.hu(x, y, z, depth) : core.hu(x, y, z, depth);
    }

    /** Gas in front of the plane y = level, since the patient lies on the back. */
    static Tissue gasAbove(double level, double gas, Tissue below) {
        return (x, y, z, depth) -> y > level ? gas : below.hu(x, y, z, depth);
    }
}
