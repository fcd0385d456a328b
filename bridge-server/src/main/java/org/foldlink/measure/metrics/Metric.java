package org.foldlink.measure.metrics;

/** What is measured of a structure in a case. */
public enum Metric {
    DICE("dice", "Dice", "", Better.HIGHER),
    IOU("iou", "IoU", "", Better.HIGHER),
    NSD("nsd", "NSD", "", Better.HIGHER),
    HD95("hd95_mm", "HD95", "mm", Better.LOWER),
    ASSD("assd_mm", "ASSD", "mm", Better.LOWER),
    VOLUME_DIFFERENCE("volume_difference_ml", "volume difference", "ml", Better.NEAR_ZERO),
    RELATIVE_VOLUME_DIFFERENCE("volume_difference_percent", "volume difference", "%", Better.NEAR_ZERO),
    SENSITIVITY("sensitivity", "sensitivity", "", Better.HIGHER),
    PRECISION("precision", "precision", "", Better.HIGHER);

    /** Which way is better. */
    public enum Better {
        HIGHER,
        LOWER,
        NEAR_ZERO
    }

    private final String key;
    private final String title;
    private final String unit;
    private final Better better;

    Metric(String key, String title, String unit, Better better) {
        this.key = key;
        this.title = title;
        this.unit = unit;
        this.better = better;
    }

    /** For programs, with its unit: {@code hd95_mm}. */
    public String key() {
        return key;
    }

    /** For people. */
    public String title() {
        return unit.isEmpty() ? title : title + ", " + unit;
    }

    public String unit() {
        return unit;
    }

    public Better better() {
        return better;
    }
}
