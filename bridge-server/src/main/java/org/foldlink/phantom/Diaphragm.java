package org.foldlink.phantom;

import org.foldlink.geometry.Box;

/** Everything below the two domes of the diaphragm; the right one, over the liver, stands higher. Body frame, mm. */
record Diaphragm(double rightTop, double leftTop, double fall) implements Shape {

    static Diaphragm draw(Draw draw) {
        double right = draw.in(205, 250);
        return new Diaphragm(right, right - draw.in(5, 20), draw.in(45, 70));
    }

    double height(double x, double y) {
        return -Shapes.smoothMin(-dome(x - 70, y - 25, rightTop), -dome(x + 72, y - 20, leftTop), 20);
    }

    private double dome(double dx, double dy, double top) {
        return top - fall * (dx * dx / (92 * 92) + dy * dy / (98 * 98));
    }

    @Override
    public double distance(double x, double y, double z) {
        return (z - height(x, y)) * 0.8;
    }

    @Override
    public Box bounds() {
        return UNBOUNDED;
    }

    /** Everything over it. */
    Shape above() {
        return new Above(this);
    }

    private record Above(Diaphragm diaphragm) implements Shape {
        @Override
        public double distance(double x, double y, double z) {
            return -diaphragm.distance(x, y, z);
        }

        @Override
        public Box bounds() {
            return UNBOUNDED;
        }
    }
}
