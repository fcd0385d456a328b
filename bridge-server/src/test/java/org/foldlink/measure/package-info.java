@NullMarked
package org.foldlink.measure;

import org.jspecify.annotations.NullMarked;
