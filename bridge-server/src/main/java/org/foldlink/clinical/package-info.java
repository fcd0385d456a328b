/** Patients, symptoms, what points where, and who treats it. Knows no database: {@code clinical.jdbc} is the store. */
@NullMarked
package org.foldlink.clinical;

import org.jspecify.annotations.NullMarked;
