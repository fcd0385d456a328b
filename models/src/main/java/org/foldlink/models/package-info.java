/** What a model is: descriptors, labels, the model store. Runs no network. */
@NullMarked
package org.foldlink.models;

import org.jspecify.annotations.NullMarked;
