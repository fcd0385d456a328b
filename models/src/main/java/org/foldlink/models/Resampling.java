package org.foldlink.models;

import java.util.Optional;

/**
 * Keywords of nnU-Net's {@code resample_data_or_seg_to_shape}.
 *
 * @param order spline order: 0, 1 or 3
 * @param orderZ spline order along the axis of lowest resolution where that is resampled apart: 0, 1 or 3
 * @param forceSeparateZ always or never apart; empty: where the spacing's anisotropy is above 3
 */
public record Resampling(int order, int orderZ, Optional<Boolean> forceSeparateZ) {}
