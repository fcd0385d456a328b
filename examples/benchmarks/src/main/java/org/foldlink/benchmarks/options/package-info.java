/** What ONNX Runtime's options change. */
@NullMarked
package org.foldlink.benchmarks.options;

import org.jspecify.annotations.NullMarked;
