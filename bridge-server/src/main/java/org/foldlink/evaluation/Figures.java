package org.foldlink.evaluation;

import java.util.Locale;
import org.foldlink.measure.metrics.Interval;
import org.foldlink.measure.metrics.Metric;
import org.foldlink.measure.metrics.Summary;

/** Numbers as tables print them: four places for shares, two for mm, three for ml, one for per cent; a dash where there is no value. */
final class Figures {

    static final String NONE = "–";

    private Figures() {}

    static String of(Metric metric, double value) {
        return of(value, places(metric));
    }

    private static int places(Metric metric) {
        return switch (metric.unit()) {
            case "" -> 4;
            case "%" -> 1;
            case "ml" -> 3;
            default -> 2;
        };
    }

    static String of(double value, int places) {
        if (Double.isNaN(value)) {
            return NONE;
        }
        String text = String.format(Locale.ROOT, "%." + places + "f", value);
        // No minus before a zero.
        return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
    }

    /** Mean ± SD (interval). */
    static String meanSd(Metric metric, Summary s) {
        if (s.n() == 0) {
            return NONE;
        }
        int places = places(metric);
        String sd = s.n() < 2 ? "" : " ± " + of(s.sd(), places);
        return of(s.mean(), places) + sd + interval(s.interval(), places);
    }

    /** Mean (interval), with its sign. */
    static String meanInterval(Metric metric, Summary s) {
        int places = places(metric);
        return (s.mean() > 0 ? "+" : "") + of(s.mean(), places) + interval(s.interval(), places);
    }

    /** Median (quartiles). */
    static String medianQuartiles(Metric metric, Summary s) {
        if (s.n() == 0) {
            return NONE;
        }
        int places = places(metric);
        return of(s.median(), places) + interval(new Interval(s.q1(), s.q3()), places);
    }

    static String interval(Interval i, int places) {
        return Double.isNaN(i.low()) ? "" : " (" + of(i.low(), places) + " … " + of(i.high(), places) + ")";
    }

    static String cases(int n) {
        return n == 1 ? "1 case" : n + " cases";
    }

    static String p(double p) {
        return Double.isNaN(p) ? NONE : p < 0.0001 ? "< 0.0001" : of(p, 4);
    }

    /** Exact, for CSV: empty where there is no value. */
    static String exact(double value) {
        return Double.isNaN(value) ? "" : Double.toString(value);
    }
}
