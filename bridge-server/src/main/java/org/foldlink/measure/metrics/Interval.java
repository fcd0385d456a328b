package org.foldlink.measure.metrics;

/** A confidence interval; NaN both ways where there is none. */
public record Interval(double low, double high) {

    public static final Interval NONE = new Interval(Double.NaN, Double.NaN);
}
