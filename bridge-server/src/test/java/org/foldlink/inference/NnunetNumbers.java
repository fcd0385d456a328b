package org.foldlink.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Numbers that nnU-Net's own functions gave: src/test/python/make_resampling_reference.py. */
public final class NnunetNumbers {

    private NnunetNumbers() {}

    public static JsonNode get(String section) throws IOException {
        try (InputStream in = NnunetNumbers.class.getResourceAsStream("/preprocess/reference.json")) {
            return new JsonMapper()
                    .readTree(Objects.requireNonNull(in, "reference.json"))
                    .get(section);
        }
    }

    public static double[] doubles(JsonNode list) {
        double[] values = new double[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).doubleValue();
        }
        return values;
    }

    public static int[] ints(JsonNode list) {
        int[] values = new int[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).intValue();
        }
        return values;
    }
}
