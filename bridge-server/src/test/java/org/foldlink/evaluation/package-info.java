@NullMarked
package org.foldlink.evaluation;

import org.jspecify.annotations.NullMarked;
