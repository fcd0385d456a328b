package org.foldlink.phantom;

/** Mean HU of one patient's tissues at one moment of one scan. */
record Palette(
        double fat,
        double muscle,
        double liver,
        double cortex,
        double medulla,
        double renalPelvis,
        double spleen,
        double pancreas,
        double aorta,
        double veins,
        double portal,
        double boneCortex,
        double boneMarrow,
        double bowelWall,
        double heart) {

    private enum Phase {
        NATIVE,
        ARTERIAL,
        PORTAL,
        LATE,
        /** No real phase: every organ by itself, so that no model may lean on their order. */
        SHUFFLED
    }

    static Palette draw(Draw draw) {
        double u = draw.unit();
        Phase phase = u < 0.3
                ? Phase.NATIVE
                : u < 0.42 ? Phase.ARTERIAL : u < 0.7 ? Phase.PORTAL : u < 0.82 ? Phase.LATE : Phase.SHUFFLED;
        double fat = draw.in(-118, -82);
        double muscle = draw.in(15, 68);
        double marrow = draw.in(90, 260);
        double bone = marrow + draw.in(150, 520);
        // A fatty liver is dark, whatever the phase.
        double steatosis = draw.chance(0.2) ? draw.in(10, 45) : 0;
        return switch (phase) {
            case NATIVE -> {
                double blood = draw.in(25, 52);
                yield new Palette(
                        fat,
                        muscle,
                        draw.in(38, 68) - steatosis,
                        draw.in(8, 42),
                        draw.in(5, 38),
                        draw.in(-5, 20),
                        draw.in(32, 58),
                        draw.in(5, 48),
                        blood,
                        blood + draw.in(-4, 4),
                        blood + draw.in(-4, 4),
                        bone,
                        marrow,
                        draw.in(15, 45),
                        blood);
            }
            case ARTERIAL ->
                new Palette(
                        fat,
                        muscle,
                        draw.in(50, 85) - steatosis,
                        draw.in(110, 230),
                        draw.in(40, 90),
                        draw.in(-5, 25),
                        draw.in(80, 150),
                        draw.in(70, 130),
                        draw.in(180, 420),
                        draw.in(40, 120),
                        draw.in(45, 110),
                        bone,
                        marrow,
                        draw.in(50, 110),
                        draw.in(100, 320));
            case PORTAL ->
                new Palette(
                        fat,
                        muscle,
                        draw.in(85, 130) - steatosis,
                        draw.in(140, 215),
                        draw.in(130, 210),
                        draw.in(0, 60),
                        draw.in(95, 145),
                        draw.in(65, 115),
                        draw.in(115, 200),
                        draw.in(90, 170),
                        draw.in(120, 190),
                        bone,
                        marrow,
                        draw.in(50, 100),
                        draw.in(110, 180));
            case LATE ->
                new Palette(
                        fat,
                        muscle,
                        draw.in(65, 100) - steatosis,
                        draw.in(90, 165),
                        draw.in(90, 165),
                        draw.in(200, 900),
                        draw.in(70, 105),
                        draw.in(50, 85),
                        draw.in(75, 125),
                        draw.in(75, 120),
                        draw.in(75, 120),
                        bone,
                        marrow,
                        draw.in(40, 80),
                        draw.in(70, 120));
            case SHUFFLED ->
                new Palette(
                        fat,
                        muscle,
                        draw.in(15, 140),
                        draw.in(10, 230),
                        draw.in(10, 210),
                        draw.in(-20, 300),
                        draw.in(25, 150),
                        draw.in(0, 130),
                        draw.in(25, 350),
                        draw.in(20, 200),
                        draw.in(20, 200),
                        bone,
                        marrow,
                        draw.in(10, 110),
                        draw.in(20, 300));
        };
    }
}
