package org.foldlink.surface;

/**
 * A sparse symmetric system: the graph of labels weighted by the areas of their borders, background held at 0.
 *
 * @param lower label of each border, at its lower side; likewise higher
 * @param diagonal area of all borders of each label
 */
@SuppressWarnings("ArrayRecordComponent") // lives within one call
record Heights(int[] lower, int[] higher, double[] area, double[] diagonal) {

    private static final int ROUNDS = 200;
    private static final double NEAR = 1e-16;

    /** Conjugate gradients, preconditioned by the diagonal; it need not be exact, since the caller comes again. */
    double[] solve(double[] wanted) {
        int n = diagonal.length;
        double[] h = new double[n];
        double[] left = new double[n];
        double[] direction = new double[n];
        double rho = 0;
        for (int l = 1; l < n; l++) {
            if (diagonal[l] > 0) {
                left[l] = wanted[l];
                direction[l] = left[l] / diagonal[l];
                rho += left[l] * direction[l];
            }
        }
        double first = rho;
        for (int round = 0; round < ROUNDS && rho > first * NEAR; round++) {
            double[] image = apply(direction);
            double slope = 0;
            for (int l = 1; l < n; l++) {
                slope += direction[l] * image[l];
            }
            double step = rho / slope;
            double next = 0;
            for (int l = 1; l < n; l++) {
                if (diagonal[l] > 0) {
                    h[l] += step * direction[l];
                    left[l] -= step * image[l];
                    next += left[l] * left[l] / diagonal[l];
                }
            }
            for (int l = 1; l < n; l++) {
                if (diagonal[l] > 0) {
                    direction[l] = left[l] / diagonal[l] + next / rho * direction[l];
                }
            }
            rho = next;
        }
        return h;
    }

    private double[] apply(double[] h) {
        double[] image = new double[h.length];
        for (int b = 0; b < area.length; b++) {
            double difference = area[b] * (h[lower[b]] - h[higher[b]]);
            image[lower[b]] += difference;
            image[higher[b]] -= difference;
        }
        image[0] = 0;
        return image;
    }
}
