package org.foldlink.surface;

import java.util.Arrays;

/** Edges by cost, the cheapest first; of equal ones the one that was added first, so that the order is always the same. */
final class EdgeHeap {

    private double[] cost;
    private int[] from;
    private int[] to;
    private int[] stamp;
    private long[] order;
    private int size;
    private long added;

    EdgeHeap(int room) {
        int n = Math.max(16, room);
        cost = new double[n];
        from = new int[n];
        to = new int[n];
        stamp = new int[n];
        order = new long[n];
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** @param state tells whether the edge has changed since */
    void add(double edgeCost, int a, int b, int state) {
        if (size == cost.length) {
            int longer = Math.addExact(size, size >> 1);
            cost = Arrays.copyOf(cost, longer);
            from = Arrays.copyOf(from, longer);
            to = Arrays.copyOf(to, longer);
            stamp = Arrays.copyOf(stamp, longer);
            order = Arrays.copyOf(order, longer);
        }
        int at = size++;
        long number = added++;
        while (at > 0) {
            int up = (at - 1) / 2;
            if (cost[up] < edgeCost || (cost[up] == edgeCost && order[up] < number)) {
                break;
            }
            copy(up, at);
            at = up;
        }
        put(at, edgeCost, a, b, state, number);
    }

    int from() {
        return from[0];
    }

    int to() {
        return to[0];
    }

    int state() {
        return stamp[0];
    }

    void removeFirst() {
        size--;
        double c = cost[size];
        int a = from[size];
        int b = to[size];
        int s = stamp[size];
        long number = order[size];
        int at = 0;
        while (2 * at + 1 < size) {
            int down = 2 * at + 1;
            if (down + 1 < size && before(down + 1, down)) {
                down++;
            }
            if (c < cost[down] || (c == cost[down] && number < order[down])) {
                break;
            }
            copy(down, at);
            at = down;
        }
        put(at, c, a, b, s, number);
    }

    private boolean before(int a, int b) {
        return cost[a] < cost[b] || (cost[a] == cost[b] && order[a] < order[b]);
    }

    private void copy(int source, int target) {
        put(target, cost[source], from[source], to[source], stamp[source], order[source]);
    }

    private void put(int at, double c, int a, int b, int s, long number) {
        cost[at] = c;
        from[at] = a;
        to[at] = b;
        stamp[at] = s;
        order[at] = number;
    }
}
