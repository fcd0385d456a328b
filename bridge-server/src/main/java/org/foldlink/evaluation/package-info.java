/** Predictions against references over many cases, and what is written of it: CSV, JSON, Markdown, a page of HTML. */
@NullMarked
package org.foldlink.evaluation;

import org.jspecify.annotations.NullMarked;
