/** Connected components of labelmaps. Pure maths on volumes. */
@NullMarked
package org.foldlink.components;

import org.jspecify.annotations.NullMarked;
