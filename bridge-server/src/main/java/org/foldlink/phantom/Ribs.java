package org.foldlink.phantom;

import org.foldlink.geometry.Box;

/** Ribs on the shell of the chest wall: each starts beside its vertebra and falls forwards; the last two end early. Body frame, mm. */
record Ribs(Shape shell, double halfWidth, double pitch, double fall, double thickness) implements Shape {

    @Override
    public double distance(double x, double y, double z) {
        double radial = shell.distance(x, y, z);
        if (Math.abs(radial) > 14) {
            return Math.abs(radial) - 6;
        }
        // 0 at the spine, 1 in front; the section is wider than deep, so the back counts from the lateral extent.
        double t = (1 + y / Math.sqrt(x * x + y * y + 1)) / 2;
        double root = z + fall * t * (1.25 - 0.45 * t);
        double level = Math.max(5, Math.floor((root - 8) / pitch));
        double end = level < 5.5 ? 0.22 : level < 6.5 ? 0.45 : 0.82;
        double dz = root - 8 - (level + 0.5) * pitch;
        double d = Math.sqrt(radial * radial + dz * dz * 0.4) - thickness;
        return Math.max(d, Math.max((t - end) * halfWidth, (18 - Math.abs(x)) * 0.8));
    }

    @Override
    public Box bounds() {
        return Shapes.box(0, 0, 350, 260, 260, 310);
    }
}
