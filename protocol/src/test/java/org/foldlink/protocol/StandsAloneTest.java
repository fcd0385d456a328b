package org.foldlink.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.foldlink.protocol.codec.PacketDecoder;
import org.junit.jupiter.api.Test;

/** The library needs the JDK's base module and nothing else. */
class StandsAloneTest {
    @Test
    void needsJavaBaseOnly() throws Exception {
        Path classes = Path.of(PacketDecoder.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        StringWriter out = new StringWriter();
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "--multi-release",
                        "17",
                        "-summary",
                        "-filter:none",
                        classes.toString());
        assertThat(status).as(out.toString()).isZero();
        // JSpecify's annotations are for the compiler and are not needed at run time.
        assertThat(out.toString().lines().map(line -> line.substring(line.indexOf("->") + 3)))
                .containsOnly("java.base", "not found");
        assertThat(missing(classes)).allMatch(name -> name.startsWith("org.jspecify.annotations"));
    }

    private static java.util.List<String> missing(Path classes) {
        StringWriter out = new StringWriter();
        ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "-verbose:package",
                        "-filter:none",
                        classes.toString());
        return out.toString()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("->") && line.endsWith("not found"))
                .map(line -> line.substring(2).strip())
                .toList();
    }
}
