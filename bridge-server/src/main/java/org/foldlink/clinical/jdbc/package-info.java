/** The clinical store on a database: H2 in a file, or PostgreSQL. Nothing else here knows SQL. */
@NullMarked
package org.foldlink.clinical.jdbc;

import org.jspecify.annotations.NullMarked;
