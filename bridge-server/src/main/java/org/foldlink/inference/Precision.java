package org.foldlink.inference;

/** In what numbers a network computes; its input, its weights' file and its logits stay float32. */
public enum Precision {
    FLOAT32("float32"),
    /** A fast mode: products of 8 significant bits, sums in float32. What it costs in Dice is measured per model. */
    BF16("bf16"),
    /**
     * A fast mode of GPUs: weights and activations in half precision, sums of tiles and folds in float32. Fused graphs and TensorRT have it; what
     * runs without them stays float32, and the result says which it was.
     */
    FLOAT16("float16");

    private final String text;

    Precision(String text) {
        this.text = text;
    }

    /** As settings, command line and provenance have it. */
    public String text() {
        return text;
    }

    public static Precision parse(String text) {
        for (Precision p : values()) {
            if (p.text.equals(text)) {
                return p;
            }
        }
        throw new IllegalArgumentException("precision = " + text + " (expected float32, bf16 or float16)");
    }

    @Override
    public String toString() {
        return text;
    }
}
