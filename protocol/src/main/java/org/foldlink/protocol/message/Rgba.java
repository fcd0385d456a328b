package org.foldlink.protocol.message;

/** A colour, each part 0..255. */
public record Rgba(int red, int green, int blue, int alpha) {
    public static final Rgba NONE = new Rgba(0, 0, 0, 0);

    public Rgba {
        Check.range("colour", "red", red, 0, Check.U8);
        Check.range("colour", "green", green, 0, Check.U8);
        Check.range("colour", "blue", blue, 0, Check.U8);
        Check.range("colour", "alpha", alpha, 0, Check.U8);
    }
}
