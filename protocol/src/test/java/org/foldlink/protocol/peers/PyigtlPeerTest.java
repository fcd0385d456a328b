package org.foldlink.protocol.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against pyigtl 0.3.4, both directions, for the types of the specification that it knows: TRANSFORM, IMAGE, STRING, POINT. */
@Tag("peers")
class PyigtlPeerTest {
    /** pyigtl has no subvolumes; when it packs, it takes US-ASCII and little-endian voxels alone. */
    private static final List<String> CASES = List.of(
            "transform",
            "image-int8",
            "image-uint8",
            "image-int16",
            "image-uint16",
            "image-int32",
            "image-uint32",
            "image-float32",
            "image-float64",
            "image-rgb",
            "image-lps",
            "string",
            "string-empty",
            "point");

    @BeforeAll
    static void build() throws Exception {
        Peers.build("python");
    }

    /** pyigtl unpacks each, sets what it read on a new message and packs that: the same bytes. */
    @Test
    void ourPacketsPassThroughPyigtlUnchanged() throws Exception {
        assertUnchanged(CASES.stream().map(PeerCases::version1).toList());
    }

    /** The same in header version 2, with metadata (US-ASCII, since pyigtl cannot pack any other). */
    @Test
    void headerVersion2PassesThroughPyigtlUnchanged() throws Exception {
        Metadata metadata = Metadata.of("Job", "ab12", "Revision", "3");
        assertUnchanged(CASES.stream()
                .map(PeerCases::version1)
                .map(first -> new Packet(2, first.device(), first.timestamp(), 17, metadata, first.message()))
                .toList());
    }

    private static void assertUnchanged(List<Packet> packets) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Packet packet : packets) {
            all.write(PeerBytes.encode(packet));
        }
        Peers.Output repacked = Peers.pyigtl(all.toByteArray(), "repack");
        assertThat(repacked.status()).as(repacked.errors()).isZero();
        assertThat(PeerBytes.decode(repacked.bytes())).containsExactlyElementsOf(packets);
        assertThat(repacked.bytes()).isEqualTo(all.toByteArray());
    }

    /** What pyigtl packs from the same inputs, given to it in its own terms, is read as those. */
    @Test
    void whatPyigtlPacksIsReadAndPackedAlike() throws Exception {
        List<String> names = List.of("transform", "image-int16", "image-rgb", "image-lps", "string", "point");
        Peers.Output packed = Peers.pyigtl(new byte[0], "pack", names.toArray(String[]::new));
        assertThat(packed.status()).as(packed.errors()).isZero();
        List<Packet> expected = names.stream().map(PeerCases::version1).toList();
        assertThat(PeerBytes.decode(packed.bytes())).containsExactlyElementsOf(expected);
        ByteArrayOutputStream ours = new ByteArrayOutputStream();
        for (Packet packet : expected) {
            ours.write(PeerBytes.encode(packet));
        }
        assertThat(ours.toByteArray()).isEqualTo(packed.bytes());
    }

    @Test
    void pyigtlReadsOurUtf8() throws Exception {
        Packet packet = Packet.v1("Text", StringMessage.of("Milz 脾 μ"));
        Peers.Output read = Peers.pyigtl(PeerBytes.encode(packet), "strings");
        assertThat(read.text()).isEqualTo("Milz 脾 μ\n");
    }

    @Test
    void pyigtlReadsOurBigEndianVoxels() throws Exception {
        Packet packet = PeerCases.version1("image-big-endian");
        Peers.Output read = Peers.pyigtl(PeerBytes.encode(packet), "voxels");
        String expected =
                IntStream.range(0, 24).mapToObj(i -> "" + (256 * i + 7)).collect(Collectors.joining(" "));
        assertThat(read.text()).isEqualTo(expected + "\n");
    }

    /** pyigtl's POSITION is a list of points with quaternions, 152 bytes each, which no other implementation knows. */
    @Test
    void pyigtlsPositionIsRefusedWithAReason() throws Exception {
        Peers.Output packed = Peers.pyigtl(new byte[0], "pack", "position");
        assertThat(packed.status()).as(packed.errors()).isZero();
        assertThatThrownBy(() -> PeerBytes.decode(packed.bytes()))
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("POSITION body_size = 152 (expected ");
    }
}
