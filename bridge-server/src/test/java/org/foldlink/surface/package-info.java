@NullMarked
package org.foldlink.surface;

import org.jspecify.annotations.NullMarked;
