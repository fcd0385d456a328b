package org.foldlink.measure;

import java.util.Arrays;

/**
 * The values of an image inside one structure: counts a whole number while all are whole and lie close together (CT), else every value by
 * itself, 8 bytes each. Either way all that is asked of them comes from the values in their order, so it does not depend on the order in
 * which they came.
 */
final class Values {

    /** Whole numbers that may lie between the least and the greatest: twice those of 16 bits. */
    private static final int SPAN = 1 << 17;

    private static final double GREATEST_WHOLE = 1 << 30;

    /** Counts of {@code low}, {@code low + 1} …; empty once there is a list. */
    private long[] counts = new long[0];

    private int low;
    private boolean listed;
    private double[] list = new double[0];
    private int size;
    private long notFinite;

    void add(double value) {
        if (!Double.isFinite(value)) {
            notFinite++;
        } else if (listed || !count(value, 1)) {
            append(value);
        }
    }

    void addAll(Values o) {
        notFinite += o.notFinite;
        for (int c = 0; c < o.counts.length; c++) {
            if (o.counts[c] > 0) {
                addMany((double) o.low + c, o.counts[c]);
            }
        }
        for (int i = 0; i < o.size; i++) {
            add(o.list[i]);
        }
    }

    private void addMany(double value, long times) {
        if (listed || !count(value, times)) {
            for (long t = 0; t < times; t++) {
                append(value);
            }
        }
    }

    private boolean count(double value, long times) {
        // -0.0 is 0.
        if (value != Math.rint(value) || Math.abs(value) > GREATEST_WHOLE) {
            return false;
        }
        int whole = (int) value;
        long at = (long) whole - low;
        if (at < 0 || at >= counts.length) {
            if (!reach(whole)) {
                return false;
            }
            at = (long) whole - low;
        }
        counts[(int) at] += times;
        return true;
    }

    private boolean reach(int whole) {
        if (counts.length == 0) {
            low = whole - 32;
            counts = new long[64];
            return true;
        }
        long high = (long) low + counts.length;
        long from = whole < low ? Math.min(whole, low - (long) counts.length) : low;
        long to = whole >= high ? Math.max(whole + 1L, high + counts.length) : high;
        if (to - from > SPAN) {
            // Without room to grow on either side.
            from = Math.min(whole, low);
            to = Math.max(whole + 1L, high);
            if (to - from > SPAN) {
                return false;
            }
        }
        long[] wider = new long[(int) (to - from)];
        System.arraycopy(counts, 0, wider, (int) (low - from), counts.length);
        counts = wider;
        low = (int) from;
        return true;
    }

    private void append(double value) {
        if (!listed) {
            listed = true;
            for (int c = 0; c < counts.length; c++) {
                for (long t = 0; t < counts[c]; t++) {
                    push((double) low + c);
                }
            }
            counts = new long[0];
        }
        push(value + 0.0);
    }

    private void push(double value) {
        if (size == list.length) {
            if (size == Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException(
                        "a structure has more than " + size
                                + " voxels of an image that is not of whole numbers (expected a smaller one, or whole numbers)");
            }
            list = Arrays.copyOf(list, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(64, 2L * size)));
        }
        list[size++] = value;
    }

    /** NaN where no value was finite. */
    Intensity statistics() {
        if (listed) {
            Arrays.sort(list, 0, size);
        }
        long n = count();
        if (n == 0) {
            double none = Double.NaN;
            return new Intensity(0, notFinite, none, none, none, none, none, none, none, none, none);
        }
        double mean = sum(0) / n;
        double sd = n == 1 ? 0 : Math.sqrt(squares(mean) / (n - 1));
        return new Intensity(
                n,
                notFinite,
                mean,
                sd,
                at(0),
                percentile(5, n),
                percentile(25, n),
                percentile(50, n),
                percentile(75, n),
                percentile(95, n),
                at(n - 1));
    }

    private long count() {
        return listed ? size : Arrays.stream(counts).sum();
    }

    private double sum(double from) {
        double sum = 0;
        for (int c = 0; c < counts.length; c++) {
            sum += counts[c] * ((double) low + c - from);
        }
        for (int i = 0; i < size; i++) {
            sum += list[i] - from;
        }
        return sum;
    }

    private double squares(double mean) {
        double sum = 0;
        for (int c = 0; c < counts.length; c++) {
            double d = (double) low + c - mean;
            sum += counts[c] * d * d;
        }
        for (int i = 0; i < size; i++) {
            double d = list[i] - mean;
            sum += d * d;
        }
        return sum;
    }

    /** Linear between the two values about place p (n - 1) / 100, counted from 0. */
    private double percentile(int p, long n) {
        double place = p / 100.0 * (n - 1);
        long below = (long) Math.floor(place);
        double a = at(below);
        return below + 1 >= n ? a : a + (at(below + 1) - a) * (place - below);
    }

    /** The value at a place of the order, counted from 0. */
    private double at(long place) {
        if (listed) {
            return list[(int) place];
        }
        long seen = 0;
        for (int c = 0; c < counts.length; c++) {
            seen += counts[c];
            if (seen > place) {
                return (double) low + c;
            }
        }
        throw new IllegalArgumentException("place " + place + " of " + seen + " values");
    }
}
