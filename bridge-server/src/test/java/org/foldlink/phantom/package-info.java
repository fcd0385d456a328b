@NullMarked
package org.foldlink.phantom;

import org.jspecify.annotations.NullMarked;
