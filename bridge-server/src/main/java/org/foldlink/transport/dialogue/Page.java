package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A list in pages, as many rows in a reply as it may hold. A reply that is not the last has {@code next}, which the client hands back as
 * {@code after}.
 *
 * @param after empty for the first page
 * @param limit rows at most
 */
record Page(String after, int limit) {

    private static final int USUAL = 100;
    private static final int MOST = 500;
    private static final int BYTES = 60_000;

    static Page of(Fields content) throws DialogueException {
        int limit = content.integer("limit", USUAL);
        if (limit < 1 || limit > MOST) {
            throw content.wrong("limit", "1.." + MOST);
        }
        return new Page(content.optionalText("after").orElse(""), limit);
    }

    /** Of a list that is there as a whole. */
    void fill(ObjectNode reply, String field, Fields content, List<ObjectNode> rows) throws DialogueException {
        int from = 0;
        if (!after.isEmpty()) {
            try {
                from = Integer.parseInt(after);
            } catch (NumberFormatException e) {
                from = -1;
            }
            if (from < 0) {
                throw content.wrong("after", "what an earlier reply gave as next");
            }
        }
        from = Math.min(from, rows.size());
        int n = put(reply, field, rows.subList(from, rows.size()));
        if (from + n < rows.size()) {
            reply.put("next", Integer.toString(from + n));
        }
    }

    /** @return how many rows there was room for, at least one of them */
    int put(ObjectNode reply, String field, List<ObjectNode> rows) {
        ArrayNode array = reply.putArray(field);
        int bytes = Json.bytes(reply);
        int n = 0;
        for (ObjectNode row : rows.subList(0, Math.min(limit, rows.size()))) {
            bytes += Json.bytes(row) + 1;
            if (bytes > BYTES && n > 0) {
                break;
            }
            array.add(row);
            n++;
        }
        return n;
    }
}
