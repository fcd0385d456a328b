package org.foldlink.render;

import java.util.Arrays;

/** An RGB picture being drawn: x to the right, y down, colours 0xRRGGBB. What falls outside is cut off. Not thread-safe. */
final class Canvas {

    private final int width;
    private final int height;
    private final int[] pixels;

    Canvas(int width, int height, int background) {
        this.width = width;
        this.height = height;
        this.pixels = new int[width * height];
        Arrays.fill(pixels, background);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int get(int x, int y) {
        return pixels[x + width * y];
    }

    void set(int x, int y, int rgb) {
        if (x >= 0 && x < width && y >= 0 && y < height) {
            pixels[x + width * y] = rgb;
        }
    }

    void fill(int x, int y, int w, int h, int rgb) {
        for (int row = y; row < y + h; row++) {
            for (int column = x; column < x + w; column++) {
                set(column, row, rgb);
            }
        }
    }

    /** A frame, one pixel wide, whose corners are the two pixels. */
    void frame(int x0, int y0, int x1, int y1, int rgb) {
        fill(x0, y0, x1 - x0 + 1, 1, rgb);
        fill(x0, y1, x1 - x0 + 1, 1, rgb);
        fill(x0, y0, 1, y1 - y0 + 1, rgb);
        fill(x1, y0, 1, y1 - y0 + 1, rgb);
    }

    /** Text with a dark rim, so that it reads on any ground; (x, y) is the top left of its first capital. */
    void text(String text, int x, int y, int scale, int rgb) {
        for (int pass = 0; pass < 2; pass++) {
            for (int n = 0; n < text.length(); n++) {
                for (int row = 0; row < BitmapFont.HEIGHT + BitmapFont.DESCENT; row++) {
                    for (int column = 0; column < BitmapFont.WIDTH; column++) {
                        if (BitmapFont.isSet(text.charAt(n), column, row)) {
                            int px = x + (n * BitmapFont.ADVANCE + column) * scale;
                            int py = y + row * scale;
                            int rim = 1 - pass;
                            fill(px - rim, py - rim, scale + 2 * rim, scale + 2 * rim, pass == 0 ? 0 : rgb);
                        }
                    }
                }
            }
        }
    }

    /** {@code over} mixed into {@code under} with weight {@code alpha}. */
    static int blend(int under, int over, double alpha) {
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int a = under >> shift & 255;
            int b = over >> shift & 255;
            mixed |= (int) Math.round(a + alpha * (b - a)) << shift;
        }
        return mixed;
    }
}
