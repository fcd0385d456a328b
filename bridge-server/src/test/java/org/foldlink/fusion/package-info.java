@NullMarked
package org.foldlink.fusion;

import org.jspecify.annotations.NullMarked;
