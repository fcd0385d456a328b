package org.foldlink.inference.openvino;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/**
 * The functions of OpenVINO's C library that are used here, by their own names. Each that returns an int returns {@code ov_status_e}: 0 is
 * success. {@code size_t} is a long: 64-bit machines only.
 */
interface OpenVinoC extends Library {

    int OK = 0;
    int INFER_CANCELLED = -13;

    /** {@code ov_element_type_e} since 2026; before, the numbers were others. */
    int F32 = 4;

    int ov_get_openvino_version(Version version);

    void ov_version_free(Version version);

    @Nullable
    String ov_get_last_err_msg();

    @Nullable
    String ov_get_error_info(int status);

    void ov_free(Pointer content);

    int ov_core_create(PointerByReference core);

    void ov_core_free(Pointer core);

    int ov_core_get_property(Pointer core, String device, String key, PointerByReference value);

    int ov_core_read_model(Pointer core, String path, @Nullable String weights, PointerByReference model);

    /** @param properties keys and values by turns; {@code size} counts both */
    int ov_core_compile_model(
            Pointer core, Pointer model, String device, long size, PointerByReference compiled, Object... properties);

    void ov_model_free(Pointer model);

    int ov_model_inputs_size(Pointer model, LongByReference size);

    int ov_model_outputs_size(Pointer model, LongByReference size);

    int ov_model_const_input(Pointer model, PointerByReference port);

    int ov_model_const_output(Pointer model, PointerByReference port);

    int ov_port_get_any_name(Pointer port, PointerByReference name);

    int ov_port_get_element_type(Pointer port, IntByReference type);

    int ov_port_get_partial_shape(Pointer port, Pointer partialShape);

    void ov_partial_shape_free(Pointer partialShape);

    void ov_output_const_port_free(Pointer port);

    int ov_model_reshape_by_port_indexes(Pointer model, Pointer ports, Pointer partialShapes, long size);

    int ov_compiled_model_get_property(Pointer compiled, String key, PointerByReference value);

    int ov_compiled_model_create_infer_request(Pointer compiled, PointerByReference request);

    void ov_compiled_model_free(Pointer compiled);

    int ov_tensor_create_from_host_ptr(int type, Shape shape, Pointer host, PointerByReference tensor);

    void ov_tensor_free(Pointer tensor);

    int ov_infer_request_set_input_tensor(Pointer request, Pointer tensor);

    int ov_infer_request_set_output_tensor(Pointer request, Pointer tensor);

    int ov_infer_request_start_async(Pointer request);

    int ov_infer_request_wait(Pointer request);

    int ov_infer_request_cancel(Pointer request);

    void ov_infer_request_free(Pointer request);

    /** {@code ov_version_t}. */
    @FieldOrder({"buildNumber", "description"})
    final class Version extends Structure {
        public @Nullable Pointer buildNumber;
        public @Nullable Pointer description;
    }

    /** {@code ov_shape_t}, which is handed over by value. */
    @FieldOrder({"rank", "dims"})
    final class Shape extends Structure implements Structure.ByValue {
        public long rank;
        public @Nullable Pointer dims;
    }
}
