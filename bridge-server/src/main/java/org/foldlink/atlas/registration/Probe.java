package org.foldlink.atlas.registration;

import java.util.Arrays;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;

/**
 * Reads {@link Cells} between their centres, linearly. Beyond a face of the grid that shows nothing but background, all is background; beyond any
 * other the image is unknown. Immutable.
 */
final class Probe {

    /** A face is background where so many of its cells lie within {@link #NEAR} of its median. */
    private static final double UNIFORM = 0.98;

    private static final float NEAR = 0.08f;

    /** In cells: half a cell belongs to the grid anyway. */
    private static final float HALF = 0.5f;

    private final float[] values;
    private final int ni;
    private final int nj;
    private final int nk;
    private final Affine rasToIndex;
    private final float[] low = new float[3];
    private final float[] high = new float[3];

    /** @param cells normalised */
    Probe(Cells cells) {
        Grid g = cells.grid();
        values = cells.values();
        ni = g.sizeI();
        nj = g.sizeJ();
        nk = g.sizeK();
        rasToIndex = g.indexToRas().inverse();
        int[] size = {ni, nj, nk};
        for (int axis = 0; axis < 3; axis++) {
            low[axis] = background(size, axis, 0) ? Float.NEGATIVE_INFINITY : -HALF;
            high[axis] = background(size, axis, size[axis] - 1) ? Float.POSITIVE_INFINITY : size[axis] - 1 + HALF;
        }
    }

    Affine rasToIndex() {
        return rasToIndex;
    }

    private boolean background(int[] size, int axis, int at) {
        if (size[axis] < 3) {
            return false;
        }
        int a = axis == 0 ? 1 : 0;
        int b = axis == 2 ? 1 : 2;
        float[] face = new float[size[a] * size[b]];
        int n = 0;
        int[] index = new int[3];
        index[axis] = at;
        for (index[a] = 0; index[a] < size[a]; index[a]++) {
            for (index[b] = 0; index[b] < size[b]; index[b]++) {
                float v = values[index[0] + ni * (index[1] + nj * index[2])];
                if (!Float.isNaN(v)) {
                    face[n++] = v;
                }
            }
        }
        if (n < 0.5 * face.length) {
            return false;
        }
        Arrays.sort(face, 0, n);
        float median = face[n / 2];
        int near = 0;
        for (int c = 0; c < n; c++) {
            near += Math.abs(face[c] - median) <= NEAR ? 1 : 0;
        }
        return near >= UNIFORM * n;
    }

    /** The value at a continuous index, NaN where it is unknown. */
    float at(float i, float j, float k) {
        if (unknown(i, j, k)) {
            return Float.NaN;
        }
        int i0 = floor(i, ni);
        int j0 = floor(j, nj);
        int k0 = floor(k, nk);
        float fi = fraction(i, i0, ni);
        float fj = fraction(j, j0, nj);
        float fk = fraction(k, k0, nk);
        int di = ni > 1 ? 1 : 0;
        int dj = nj > 1 ? ni : 0;
        int dk = nk > 1 ? ni * nj : 0;
        int c = i0 + ni * (j0 + nj * k0);
        float[] v = values;
        float v00 = v[c] + fi * (v[c + di] - v[c]);
        float v10 = v[c + dj] + fi * (v[c + dj + di] - v[c + dj]);
        float v01 = v[c + dk] + fi * (v[c + dk + di] - v[c + dk]);
        float v11 = v[c + dk + dj] + fi * (v[c + dk + dj + di] - v[c + dk + dj]);
        float v0 = v00 + fj * (v10 - v00);
        float v1 = v01 + fj * (v11 - v01);
        return v0 + fk * (v1 - v0);
    }

    /** As {@link #at}, with the derivatives by i, j and k in {@code gradient} from {@code to} on; not set where it is unknown. */
    float at(float i, float j, float k, float[] gradient, int to) {
        if (unknown(i, j, k)) {
            return Float.NaN;
        }
        int i0 = floor(i, ni);
        int j0 = floor(j, nj);
        int k0 = floor(k, nk);
        float fi = fraction(i, i0, ni);
        float fj = fraction(j, j0, nj);
        float fk = fraction(k, k0, nk);
        int di = ni > 1 ? 1 : 0;
        int dj = nj > 1 ? ni : 0;
        int dk = nk > 1 ? ni * nj : 0;
        int c = i0 + ni * (j0 + nj * k0);
        float[] v = values;
        float d00 = v[c + di] - v[c];
        float d10 = v[c + dj + di] - v[c + dj];
        float d01 = v[c + dk + di] - v[c + dk];
        float d11 = v[c + dk + dj + di] - v[c + dk + dj];
        float v00 = v[c] + fi * d00;
        float v10 = v[c + dj] + fi * d10;
        float v01 = v[c + dk] + fi * d01;
        float v11 = v[c + dk + dj] + fi * d11;
        float v0 = v00 + fj * (v10 - v00);
        float v1 = v01 + fj * (v11 - v01);
        float d0 = d00 + fj * (d10 - d00);
        float d1 = d01 + fj * (d11 - d01);
        float e0 = v10 - v00;
        float e1 = v11 - v01;
        gradient[to] = i < 0 || i > ni - 1 ? 0 : d0 + fk * (d1 - d0);
        gradient[to + 1] = j < 0 || j > nj - 1 ? 0 : e0 + fk * (e1 - e0);
        gradient[to + 2] = k < 0 || k > nk - 1 ? 0 : v1 - v0;
        return v0 + fk * (v1 - v0);
    }

    private boolean unknown(float i, float j, float k) {
        return i < low[0] || i > high[0] || j < low[1] || j > high[1] || k < low[2] || k > high[2];
    }

    private static int floor(float x, int n) {
        return Math.max(0, Math.min(n - 2, (int) x));
    }

    private static float fraction(float x, int x0, int n) {
        return n == 1 ? 0 : Math.max(0, Math.min(1, x - x0));
    }
}
