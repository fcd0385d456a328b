/**
 * Pictures of volumes with their labels, for people to judge a result by. Draws without AWT: that needs fonts which a server may lack.
 */
@NullMarked
package org.foldlink.render;

import org.jspecify.annotations.NullMarked;
