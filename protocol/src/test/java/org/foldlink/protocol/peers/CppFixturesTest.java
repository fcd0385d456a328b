package org.foldlink.protocol.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.foldlink.protocol.wire.Packet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Bytes that the C++ library packed (fixtures/README.md) decode to what was put in, and encode to the same bytes. */
class CppFixturesTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    @TestFactory
    Stream<DynamicTest> headerVersion1() {
        return tests("v1", PeerCases.version1());
    }

    @TestFactory
    Stream<DynamicTest> headerVersion2() {
        return tests("v2", PeerCases.version2());
    }

    @Test
    void everyFixtureIsTested() throws Exception {
        assertThat(names("v1")).isEqualTo(PeerCases.version1().keySet());
        assertThat(names("v2")).isEqualTo(PeerCases.version2().keySet());
    }

    private static Stream<DynamicTest> tests(String folder, Map<String, Packet> cases) {
        return cases.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(
                        folder + " " + one.getKey(),
                        () -> PeerBytes.assertSame(
                                one.getKey(),
                                Files.readAllBytes(FIXTURES.resolve(folder).resolve(one.getKey() + ".bin")),
                                one.getValue())));
    }

    private static Set<String> names(String folder) throws Exception {
        try (Stream<Path> files = Files.list(FIXTURES.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".bin"))
                    .map(name -> name.substring(0, name.length() - 4))
                    .collect(Collectors.toSet());
        }
    }
}
