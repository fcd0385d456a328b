package org.foldlink.models;

import java.util.Optional;

/**
 * How nnU-Net brings an array to another shape: {@code resample_data_or_seg_to_shape} with its keywords, {@code resample_torch_fornnunet}
 * (linear, with other defaults), or {@code no_resampling_hack}.
 *
 * @param order spline order: 0, 1 or 3
 * @param orderZ spline order along the axis of lowest resolution where that is resampled apart: 0, 1 or 3
 * @param forceSeparateZ always or never apart; empty: where the spacing's anisotropy is above 3
 */
public record Resampling(int order, int orderZ, Optional<Boolean> forceSeparateZ) {

    /** The array stays as it is, whatever the spacing. */
    public static final Resampling NONE = new Resampling(-1, -1, Optional.of(false));

    public boolean isNone() {
        return order < 0;
    }
}
