package org.foldlink.phantom;

/** What the sequences of one examination add: gain, contrast that is a little off, shading of the coil and noise, each channel its own. */
final class MrScanner {

    private static final int SEQUENCES = MrSequence.values().length;

    /** By channel and tissue, gain included. */
    private final double[][] signals = new double[SEQUENCES][MrTissue.values().length];
    /** By channel, relative. */
    private final double[] shading = new double[SEQUENCES];
    /** By channel, real parts; then the imaginary ones. */
    private final Noise[] noises = new Noise[2 * SEQUENCES];

    private final long seed;
    private final double sharpness;

    MrScanner(Draw draw) {
        double quality = draw.unit();
        for (MrSequence s : MrSequence.values()) {
            int c = s.channel();
            double gain = draw.in(2, 9);
            for (MrTissue t : MrTissue.values()) {
                signals[c][t.index()] = gain * t.signal(s) * draw.around(1, 0.07);
            }
            shading[c] = draw.in(0.02, 0.16);
            double deviation = gain * (1.5 + 4 * quality) * draw.in(0.8, 1.25);
            double correlation = draw.in(0, 0.5);
            noises[c] = new Noise(draw.next(), deviation, correlation);
            noises[SEQUENCES + c] = new Noise(draw.next(), deviation, correlation);
        }
        seed = draw.next();
        sharpness = draw.in(0.8, 1.5);
    }

    /** Width of an edge in voxels. */
    double sharpness() {
        return sharpness;
    }

    /** Of a channel's real part, or from {@code SEQUENCES} on of its imaginary one. */
    Noise noise(int n) {
        return noises[n];
    }

    /** Mean of a tissue, gain included. */
    double mean(MrSequence sequence, MrTissue tissue) {
        return signals[sequence.channel()][tissue.index()];
    }

    /** Signal without noise of a mixture of tissues, in one channel. */
    double signal(int channel, double[] shares, double x, double y, double z) {
        double sum = 0;
        double[] own = signals[channel];
        for (int t = 0; t < own.length; t++) {
            sum += shares[t] * own[t];
        }
        long s = seed + 10L * channel;
        double coil = 1 + shading[channel] * Mottle.at(s, x / 75, y / 75, z / 75);
        double grain = 1 + 0.045 * Mottle.at(s + 1, x / 6, y / 6, z / 6);
        double tumour = shares[MrTissue.OEDEMA.index()]
                + shares[MrTissue.ENHANCING.index()]
                + shares[MrTissue.NECROSIS.index()]
                + shares[MrTissue.NON_ENHANCING.index()];
        if (tumour > 0) {
            grain += 0.13 * tumour * Mottle.at(s + 2, x / 5, y / 5, z / 5);
        }
        return sum * coil * grain;
    }

    /** The magnitude that a scanner stores: whole, at least 1, since 0 means no brain. */
    static double magnitude(double signal, double real, double imaginary) {
        double m = Math.sqrt((signal + real) * (signal + real) + imaginary * imaginary);
        return Math.max(1, Math.min(32767, Math.floor(m + 0.5)));
    }
}
