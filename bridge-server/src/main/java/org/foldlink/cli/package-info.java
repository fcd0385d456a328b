/** The composition root: everything is wired here and nowhere else. One class a command. */
@NullMarked
package org.foldlink.cli;

import org.jspecify.annotations.NullMarked;
