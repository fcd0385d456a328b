package org.foldlink.inference.openvino;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;

/** OpenVINO's C library as loaded from one file; stays loaded. Thread-safe, as the library's own core and compiled models are. */
final class OpenVinoLibrary {

    /** Before, the numbers of the element types were others. */
    private static final int OLDEST = 2026;

    /** {@code RTLD_LAZY} alone: its symbols are nobody else's. */
    private static final int LAZY = 1;

    private final OpenVinoC c;
    private final Path file;
    private final String version;

    private OpenVinoLibrary(OpenVinoC c, Path file, String version) {
        this.c = c;
        this.file = file;
        this.version = version;
    }

    static OpenVinoLibrary load(Path file) throws SegmentationException {
        try {
            OpenVinoC c = Native.load(
                    file.toString(),
                    OpenVinoC.class,
                    Map.of(Library.OPTION_STRING_ENCODING, "UTF-8", Library.OPTION_OPEN_FLAGS, LAZY));
            String version = version(c);
            if (Integer.parseInt(version.substring(0, 4)) < OLDEST) {
                throw new SegmentationException(
                        Code.RUNTIME,
                        "device",
                        "OpenVINO at " + file + " is " + version + " (expected " + OLDEST
                                + " or newer; ./foldlink setup openvino brings one)");
            }
            return new OpenVinoLibrary(c, file, version);
        } catch (LinkageError | OpenVinoException e) {
            throw new SegmentationException(
                    Code.RUNTIME,
                    "device",
                    "OpenVINO does not load from " + file + " (" + firstLine(e)
                            + "); ./foldlink setup openvino brings one that does, or say --device cpu",
                    e);
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static String version(OpenVinoC c) throws OpenVinoException {
        OpenVinoC.Version version = new OpenVinoC.Version();
        int status = c.ov_get_openvino_version(version);
        Pointer build = version.buildNumber;
        if (status != OpenVinoC.OK || build == null) {
            throw new OpenVinoException("ov_get_openvino_version", "status " + status);
        }
        String text = build.getString(0, "UTF-8");
        c.ov_version_free(version);
        // "2026.4.1-22982-0eec7be8aa8-releases/2026/4"
        Matcher number = Pattern.compile("\\d{4}\\.\\d+(\\.\\d+)?").matcher(text);
        if (!number.lookingAt()) {
            throw new OpenVinoException("ov_get_openvino_version", "an unknown version, " + text);
        }
        return number.group();
    }

    OpenVinoC c() {
        return c;
    }

    Path file() {
        return file;
    }

    /** "2026.4.1". */
    String version() {
        return version;
    }

    /** Throws what the library says unless {@code status} is success; to be called on the thread of the failed call. */
    void check(String function, int status) throws OpenVinoException {
        if (status != OpenVinoC.OK) {
            throw failure(function, status);
        }
    }

    OpenVinoException failure(String function, int status) {
        String said = c.ov_get_last_err_msg();
        String reason = said == null ? "" : OpenVinoException.reasonIn(said);
        if (reason.isEmpty()) {
            reason = c.ov_get_error_info(status) + " (status " + status + ")";
        }
        return new OpenVinoException(function, reason);
    }

    /** Takes a string that the library gives away. */
    String take(PointerByReference text) {
        Pointer p = text.getValue();
        String s = p.getString(0, "UTF-8");
        c.ov_free(p);
        return s;
    }

    Pointer createCore() throws OpenVinoException {
        PointerByReference core = new PointerByReference();
        check("ov_core_create", c.ov_core_create(core));
        return core.getValue();
    }

    /** "FP32 INT8 BF16 …". */
    String capabilities(Pointer core) throws OpenVinoException {
        PointerByReference value = new PointerByReference();
        check(
                "ov_core_get_property",
                c.ov_core_get_property(core, OpenVinoNetworkRuntime.CPU, "OPTIMIZATION_CAPABILITIES", value));
        return take(value);
    }

    /** {@code int64_t[]}; the caller keeps it alive as long as the library may read it. */
    static Memory longs(long... values) {
        Memory memory = new Memory((long) Long.BYTES * values.length);
        memory.write(0, values, 0, values.length);
        return memory;
    }
}
