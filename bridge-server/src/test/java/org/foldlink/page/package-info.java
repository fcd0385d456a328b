@NullMarked
package org.foldlink.page;

import org.jspecify.annotations.NullMarked;
