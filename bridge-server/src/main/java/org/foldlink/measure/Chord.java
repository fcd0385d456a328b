package org.foldlink.measure;

import org.foldlink.geometry.Vec3;

/** A stretch from one point to another, RAS mm. */
public record Chord(Vec3 from, Vec3 to) {

    public double length() {
        return to.minus(from).norm();
    }
}
