@NullMarked
package org.foldlink.render;

import org.jspecify.annotations.NullMarked;
