/** One labelmap from several networks' or people's: by majority, or weighed by how reliable each proves to be (STAPLE). */
@NullMarked
package org.foldlink.fusion;

import org.jspecify.annotations.NullMarked;
