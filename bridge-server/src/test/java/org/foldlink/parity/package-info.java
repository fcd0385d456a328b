/** The parity suite's references: one Python process in which the peers themselves run every case, stage by stage. */
@org.jspecify.annotations.NullMarked
package org.foldlink.parity;
