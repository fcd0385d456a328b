package org.foldlink.models;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What nnU-Net's dataset.json says about inputs and outputs. Its label {@code ignore} is no output: neither a head nor a value of the labelmap.
 *
 * @param channels names in the network's order
 * @param labels name to the values it covers (one, or several for a region), in the file's order, without background and ignore
 * @param heads channels of the network's output
 * @param regionsClassOrder label value a head, empty unless region-based
 */
record DatasetJson(
        List<String> channels, List<NamedValues> labels, int heads, List<Integer> regionsClassOrder, String name) {

    record NamedValues(String name, Set<Integer> values) {}

    static DatasetJson of(JsonField root) throws ModelException {
        JsonField channelsField =
                root.find("channel_names").isPresent() ? root.get("channel_names") : root.get("modality");
        TreeMap<Integer, String> channels = new TreeMap<>();
        for (Map.Entry<String, JsonField> e : channelsField.entries().entrySet()) {
            if (!e.getKey().matches("[0-9]{1,4}")) {
                throw e.getValue().unfit("the channel's number as its key");
            }
            channels.put(Integer.parseInt(e.getKey()), e.getValue().text());
        }
        if (channels.isEmpty() || channels.lastKey() != channels.size() - 1) {
            throw channelsField.unfit("channels numbered from 0 without a gap");
        }

        JsonField labelsField = root.get("labels");
        List<NamedValues> labels = new ArrayList<>();
        Optional<JsonField> ignore = Optional.empty();
        boolean background = false;
        boolean regions = false;
        TreeSet<Integer> all = new TreeSet<>();
        for (Map.Entry<String, JsonField> e : labelsField.entries().entrySet()) {
            JsonField field = e.getValue();
            if (e.getKey().equals("ignore")) {
                ignore = Optional.of(field);
                continue;
            }
            if (e.getKey().equals("background") && field.node().isArray()) {
                throw field.unfit("0, not a list");
            }
            Set<Integer> values = new TreeSet<>();
            if (field.node().isArray()) {
                for (JsonField item : field.items()) {
                    values.add(item.integer(0, 65535));
                }
                regions |= field.items().size() > 1;
            } else {
                values.add(field.integer(0, 65535));
            }
            all.addAll(values);
            if (e.getKey().equals("background")) {
                if (!values.equals(Set.of(0))) {
                    throw field.unfit("0");
                }
                background = true;
            } else if (!values.equals(Set.of(0))) {
                labels.add(new NamedValues(e.getKey(), values));
            }
        }
        if (!background) {
            throw labelsField.unfit("a label background = 0");
        }
        if (labels.isEmpty()) {
            throw labelsField.unfit("a label beside the background");
        }
        if (ignore.isPresent() && ignore.get().integer(1, 65535) != all.last() + 1) {
            throw ignore.get().unfit((all.last() + 1) + ", one above the other labels: nnU-Net takes no other");
        }
        List<Integer> order = new ArrayList<>();
        int heads = labels.size();
        if (regions) {
            JsonField orderField = root.get("regions_class_order");
            order.addAll(orderField.integers(labels.size(), 1, 65535));
            if (new HashSet<>(order).size() != order.size()) {
                throw orderField.unfit("each value once");
            }
        } else {
            if (all.last() != all.size() - 1) {
                throw labelsField.unfit("labels numbered from 0 without a gap: nnU-Net trains no other");
            }
            if (labels.size() != all.size() - 1) {
                throw labelsField.unfit("each label value once");
            }
            heads = all.size();
        }
        String name = root.find("name").isPresent() ? root.get("name").text() : "";
        return new DatasetJson(List.copyOf(channels.values()), List.copyOf(labels), heads, List.copyOf(order), name);
    }

    /** nnU-Net's foreground labels: every value but 0, ascending; {@code ignore} is none. */
    List<Integer> foregroundLabels() {
        TreeSet<Integer> values = new TreeSet<>();
        labels.forEach(l -> values.addAll(l.values()));
        values.remove(0);
        return List.copyOf(values);
    }

    /** The labelmap's value of the n-th label of {@link #labels}. */
    int valueOf(int n) {
        return regionsClassOrder.isEmpty() ? labels.get(n).values().iterator().next() : regionsClassOrder.get(n);
    }
}
