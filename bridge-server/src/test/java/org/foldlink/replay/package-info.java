/** A server that gives published labels back, for tests of what shows results. */
package org.foldlink.replay;
