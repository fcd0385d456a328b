package org.foldlink.phantom;

import org.foldlink.geometry.Box;

/** One solid of one tissue under one label; parts are painted in order, later ones over earlier ones. */
record Part(Shape shape, Box bounds, Tissue tissue, PhantomLabel label) {

    Part(Shape shape, Tissue tissue, PhantomLabel label) {
        this(shape, shape.bounds(), tissue, label);
    }
}
