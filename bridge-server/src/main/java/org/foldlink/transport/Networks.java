package org.foldlink.transport;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The networks whose peers may connect, as CIDR blocks; loopback may always. Immutable. */
public final class Networks {

    public static final Networks NONE = new Networks(List.of());

    private final List<Block> blocks;

    private Networks(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /** @param cidrs {@code 10.1.0.0/16}, {@code fd00::/8}, or one address */
    public static Networks parse(List<String> cidrs) {
        List<Block> blocks = new ArrayList<>();
        for (String cidr : cidrs) {
            blocks.add(parseOne(cidr.trim()));
        }
        return new Networks(blocks);
    }

    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    public boolean contains(InetAddress peer) {
        if (peer.isLoopbackAddress()) {
            return true;
        }
        byte[] address = peer.getAddress();
        return blocks.stream().anyMatch(b -> b.contains(address));
    }

    private static Block parseOne(String cidr) {
        int slash = cidr.indexOf('/');
        String literal = slash < 0 ? cidr : cidr.substring(0, slash);
        // Only literals: a name would be looked up, once, at start, and then be wrong for ever.
        byte[] address = NetUtil.createByteArrayFromIpAddressString(literal);
        if (address == null) {
            throw bad(cidr);
        }
        int bits = address.length * 8;
        if (slash >= 0) {
            try {
                bits = Integer.parseInt(cidr.substring(slash + 1));
            } catch (NumberFormatException e) {
                throw bad(cidr);
            }
        }
        if (bits < 0 || bits > address.length * 8) {
            throw bad(cidr);
        }
        Block block = new Block(new BigInteger(1, address), address.length * 8, bits);
        if (!block.hostBitsAreZero()) {
            throw new IllegalArgumentException("allow \"" + cidr
                    + "\" has bits set beyond its prefix (expected the network's own address, such as 10.1.0.0/16)");
        }
        return block;
    }

    private static IllegalArgumentException bad(String cidr) {
        return new IllegalArgumentException(
                "allow \"" + cidr + "\" (expected a network such as 10.1.0.0/16 or fd00::/8)");
    }

    /** One CIDR block, its address as an unsigned number of {@code width} bits. */
    private record Block(BigInteger address, int width, int bits) {

        boolean contains(byte[] peer) {
            return peer.length * 8 == width && prefix(new BigInteger(1, peer)).equals(prefix(address));
        }

        boolean hostBitsAreZero() {
            return prefix(address).shiftLeft(width - bits).equals(address);
        }

        private BigInteger prefix(BigInteger a) {
            return a.shiftRight(width - bits);
        }
    }
}
