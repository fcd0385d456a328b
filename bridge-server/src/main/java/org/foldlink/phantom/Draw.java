package org.foldlink.phantom;

/**
 * Random draws that are the same on every machine and Java version (SplitMix64, Steele et al. 2014). Not thread-safe; {@link #hash} is.
 */
final class Draw {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private final long seed;
    private long state;

    Draw(long seed) {
        this.seed = mix(seed + GAMMA);
        this.state = this.seed;
    }

    /** An independent stream: what one part of the phantom draws does not move the draws of another. */
    Draw fork(long stream) {
        return new Draw(seed ^ mix(stream * GAMMA + 1));
    }

    long next() {
        state += GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1). */
    double unit() {
        return (next() >>> 11) * 0x1p-53;
    }

    double in(double low, double high) {
        return low + (high - low) * unit();
    }

    /** Bell-shaped about {@code mean}, never further than {@code reach} from it (sum of three uniforms; sd = reach / 3). */
    double around(double mean, double reach) {
        return mean + reach * ((unit() + unit() + unit()) / 1.5 - 1);
    }

    boolean chance(double p) {
        return unit() < p;
    }

    int below(int n) {
        return (int) (unit() * n);
    }

    double sign() {
        return chance(0.5) ? 1 : -1;
    }

    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A hash of a lattice point or voxel: draws without order, for threads. */
    static long hash(long seed, long a, long b, long c) {
        return mix(seed ^ mix(a * 0x9E3779B97F4A7C15L ^ mix(b * 0xC2B2AE3D27D4EB4FL ^ mix(c * 0x165667B19E3779F9L))));
    }
}
