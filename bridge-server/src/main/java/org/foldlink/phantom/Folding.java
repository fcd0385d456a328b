package org.foldlink.phantom;

/**
 * Folds a smooth surface: sulci are the sheets on which a noise is zero, down to a depth. Body frame, mm.
 *
 * @param period about the distance of two sulci
 * @param reach how deep sulci go
 * @param width half of a sulcus at the surface
 */
record Folding(long seed, double period, double reach, double width) {

    /** @return mm from the fluid of sulci and surface, negative within it, for a point {@code depth} mm under the smooth surface */
    double fromFluid(double x, double y, double z, double depth) {
        if (depth <= 0 || depth > reach + 12) {
            return depth;
        }
        double coarse = Mottle.at(
                seed, (x + 0.4 * y) / period, (y - 0.4 * x + 0.3 * z) / period, (z - 0.3 * y + 0.2 * x) / period);
        double fine = Mottle.at(seed + 1, x / (period * 0.6), y / (period * 0.6), z / (period * 0.6));
        double sheet = Math.abs(coarse + 0.35 * fine) * period * 0.62;
        double under = Math.max(0, depth - reach);
        double narrowing = Math.max(0, 1 - depth / (reach * 1.3));
        return Math.min(depth, Math.sqrt(sheet * sheet + under * under) - width * narrowing);
    }
}
