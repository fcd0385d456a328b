@NullMarked
package org.foldlink.clinical;

import org.jspecify.annotations.NullMarked;
