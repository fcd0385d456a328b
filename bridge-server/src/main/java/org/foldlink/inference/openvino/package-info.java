/** OpenVINO behind the engine's port; the only importer of {@code com.sun.jna}. What is set and why: docs/decisions/openvino.md. */
@NullMarked
package org.foldlink.inference.openvino;

import org.jspecify.annotations.NullMarked;
