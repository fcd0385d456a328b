package org.foldlink.phantom;

import org.foldlink.geometry.Box;

/**
 * The vertebral column: bodies, arches, spinous and transverse processes repeated along z at a fixed pitch from the sacrum up, on a curved
 * line. Body frame, mm.
 *
 * @param pitch from one vertebra to the next
 * @param disc height of a disc
 * @param rx half width of a vertebral body
 * @param ry half depth of it
 * @param lordosis how strongly the line bends forwards about z = 85
 * @param scoliosis how far it sways sideways
 * @param spinous length of the spinous processes
 * @param transverse length of the transverse processes
 */
record Spine(
        double pitch,
        double disc,
        double rx,
        double ry,
        double lordosis,
        double scoliosis,
        double spinous,
        double transverse) {

    static Spine draw(Draw draw) {
        double rx = draw.around(24, 4);
        return new Spine(
                draw.around(32, 3.5),
                draw.in(6, 11),
                rx,
                rx * draw.in(0.66, 0.8),
                draw.in(0.0004, 0.0016),
                draw.around(0, 9),
                draw.in(22, 34),
                draw.in(14, 26));
    }

    double centreX(double z) {
        double t = (z - 100) / 110;
        return scoliosis * (1 / (1 + t * t) - 0.4);
    }

    double centreY(double z) {
        double t = z - 85;
        // Parabola near its top, straight further out.
        return 4 - lordosis * t * t / (1 + Math.abs(t) / 220);
    }

    private double body(double dx, double dy) {
        double u = dx / rx;
        double v = dy / ry;
        double k0 = Math.sqrt(u * u + v * v);
        if (k0 < 1e-6) {
            return -ry;
        }
        double gu = u / rx;
        double gv = v / ry;
        return k0 * (k0 - 1) / Math.sqrt(gu * gu + gv * gv);
    }

    private Box column() {
        return Shapes.box(0, -15, 290, 75, 85, 290);
    }

    private double canal(double dx, double dy) {
        double cy = dy + ry + 8.5;
        return Math.sqrt(dx * dx * 0.8 + cy * cy) - 8;
    }

    Shape discs() {
        return new Shape() {
            @Override
            public double distance(double x, double y, double z) {
                return Math.max(body(x - centreX(z), y - centreY(z)) + 1.5, -z);
            }

            @Override
            public Box bounds() {
                return column();
            }
        };
    }

    Shape canalShape() {
        return new Shape() {
            @Override
            public double distance(double x, double y, double z) {
                return Math.max(canal(x - centreX(z), y - centreY(z)), -z - 40);
            }

            @Override
            public Box bounds() {
                return Shapes.box(0, -40, 260, 40, 50, 300);
            }
        };
    }

    Shape vertebrae() {
        return new Shape() {
            @Override
            public double distance(double x, double y, double z) {
                return vertebra(x - centreX(z), y - centreY(z), z);
            }

            @Override
            public Box bounds() {
                return column();
            }
        };
    }

    private double vertebra(double dx, double dy, double z) {
        if (z < -8) {
            return -z;
        }
        double level = Math.max(0, Math.floor(z / pitch));
        double f = z - (level + 0.5) * pitch;
        double h = (pitch - disc) / 2;
        double waist = 2 * (1 - f * f / (h * h));
        double side = body(dx, dy) + Math.max(0, waist);
        double end = Math.abs(f) - h;
        double trunk = Math.sqrt(Math.max(side, 0) * Math.max(side, 0) + Math.max(end, 0) * Math.max(end, 0))
                + Math.min(Math.max(side, end), 0);
        double ax = Math.abs(dx);
        double canal = canal(dx, dy);
        // Pedicles and laminae: a ring about the canal, higher in front than behind.
        double ring = Math.max(Math.abs(canal - 3) - 3.2, Math.abs(f - 1) - h * 0.62);
        double back = -(dy + ry + 8.5);
        // The spinous process, sloping down backwards.
        double slope = f + 4 + 0.35 * (back - 12);
        double spinousProcess =
                Math.max(Math.max(ax - 3.2, Math.abs(slope) - 9), Math.abs(back - 10 - spinous / 2) - spinous / 2);
        double away = Math.sqrt(sq(dy + ry + 6 + 0.25 * (ax - 14)) + sq(f - 3)) - 4;
        double transverseProcess = Math.max(away, Math.abs(ax - 12 - transverse / 2) - transverse / 2);
        double facetZ = Math.abs(f) - pitch / 2;
        double facet = Math.sqrt(sq(ax - 15) + sq(back - 7) + sq(facetZ) * 0.5) - 6.5;
        double arch = Math.min(Math.min(ring, spinousProcess), Math.min(transverseProcess, facet));
        return Math.max(Shapes.smoothMin(trunk, arch, 4), -canal);
    }

    private static double sq(double a) {
        return a * a;
    }
}
