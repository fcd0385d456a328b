package org.foldlink.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Round robin over owners, first come first served within one. Guarded by the bridge's lock.
 *
 * @param <K> owner
 * @param <T> what waits
 */
final class FairQueue<K, T> {

    /** In the order of turns; an owner without anything waiting is not in it. */
    private final LinkedHashMap<K, ArrayDeque<T>> lanes = new LinkedHashMap<>();

    private int size;

    void add(K owner, T item) {
        lanes.computeIfAbsent(owner, k -> new ArrayDeque<>()).add(item);
        size++;
    }

    /** Who comes next, left where it is. */
    @Nullable
    T peek() {
        for (ArrayDeque<T> lane : lanes.values()) {
            return lane.peek();
        }
        return null;
    }

    /** Takes who comes next; its owner's following turn comes after everyone else's. */
    @Nullable
    T poll() {
        Iterator<Map.Entry<K, ArrayDeque<T>>> first = lanes.entrySet().iterator();
        if (!first.hasNext()) {
            return null;
        }
        Map.Entry<K, ArrayDeque<T>> lane = first.next();
        K owner = lane.getKey();
        ArrayDeque<T> waiting = lane.getValue();
        first.remove();
        T item = waiting.poll();
        if (!waiting.isEmpty()) {
            lanes.put(owner, waiting);
        }
        size--;
        return item;
    }

    boolean remove(K owner, T item) {
        ArrayDeque<T> lane = lanes.get(owner);
        if (lane == null || !lane.remove(item)) {
            return false;
        }
        if (lane.isEmpty()) {
            lanes.remove(owner);
        }
        size--;
        return true;
    }

    int size() {
        return size;
    }

    /** All, in the order in which they would be taken if nothing else came. */
    List<T> order() {
        List<Iterator<T>> turns = new ArrayList<>();
        lanes.values().forEach(lane -> turns.add(lane.iterator()));
        List<T> order = new ArrayList<>(size);
        while (order.size() < size) {
            for (Iterator<T> lane : turns) {
                if (lane.hasNext()) {
                    order.add(lane.next());
                }
            }
        }
        return order;
    }
}
