@NullMarked
package org.foldlink.transport.client;

import org.jspecify.annotations.NullMarked;
