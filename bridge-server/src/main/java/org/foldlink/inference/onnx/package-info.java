/** ONNX Runtime behind the engine's port; the only importer of {@code ai.onnxruntime}. */
@NullMarked
package org.foldlink.inference.onnx;

import org.jspecify.annotations.NullMarked;
