/** OpenIGTLink for Java: messages, wire, codecs. Needs the JDK alone. */
@NullMarked
package org.foldlink.protocol;

import org.jspecify.annotations.NullMarked;
