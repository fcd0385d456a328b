package org.foldlink.protocol.message;

/** Message type names: at most 12 bytes on the wire, so long query names are cut. */
public final class TypeNames {
    public static final int BYTES = 12;

    private TypeNames() {}

    /** @throws InvalidFieldException unless 1..12 characters of printable ASCII */
    public static void check(String type) {
        if (type.isEmpty() || type.length() > BYTES || !type.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
            throw new InvalidFieldException("header", "type", quote(type), "1..12 characters of printable ASCII");
        }
    }

    /** The whole name of the type a query's name ends in: {@code CAPABIL} is {@code CAPABILITY}. */
    static String whole(String cut) {
        return switch (cut) {
            case "TRANS", "TRANSFOR" -> TransformMessage.TYPE;
            case "CAPABIL", "CAPABILI" -> CapabilityMessage.TYPE;
            case "VMETA", "VIDEOMET" -> VideoMetaMessage.TYPE;
            default -> cut;
        };
    }

    /** The name a query has on the wire; where peers differ, the C++ library's. */
    static String query(QueryMessage.Verb verb, String type) {
        if (type.equals(TransformMessage.TYPE) && verb == QueryMessage.Verb.GET) {
            return "GET_TRANS";
        }
        String rest = switch (type) {
            case CapabilityMessage.TYPE -> "CAPABIL";
            case VideoMetaMessage.TYPE -> "VMETA";
            default -> type;
        };
        String name = verb.prefix() + rest;
        return name.substring(0, Math.min(BYTES, name.length()));
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c >= 0x20 && c < 0x7F) {
                out.append((char) c);
            } else {
                out.append(String.format("\\x%02x", c));
            }
        });
        return out.append('"').toString();
    }
}
