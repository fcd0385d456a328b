package org.foldlink.phantom;

/** Value noise: smooth, in [-1, 1], the same for the same seed everywhere. */
final class Mottle {

    private Mottle() {}

    static double at(long seed, double x, double y, double z) {
        double fx = Math.floor(x);
        double fy = Math.floor(y);
        double fz = Math.floor(z);
        long i = (long) fx;
        long j = (long) fy;
        long k = (long) fz;
        double u = smooth(x - fx);
        double v = smooth(y - fy);
        double w = smooth(z - fz);
        double near = plane(seed, i, j, k, u, v);
        return near + w * (plane(seed, i, j, k + 1, u, v) - near);
    }

    private static double plane(long seed, long i, long j, long k, double u, double v) {
        double a = corner(seed, i, j, k);
        double b = corner(seed, i + 1, j, k);
        double c = corner(seed, i, j + 1, k);
        double d = corner(seed, i + 1, j + 1, k);
        double low = a + u * (b - a);
        return low + v * (c + u * (d - c) - low);
    }

    private static double corner(long seed, long i, long j, long k) {
        return (Draw.hash(seed, i, j, k) >> 11) * 0x1p-52;
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }
}
