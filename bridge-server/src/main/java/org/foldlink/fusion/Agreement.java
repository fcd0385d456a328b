package org.foldlink.fusion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.volume.Volume;

/**
 * How masks agree with their fusion.
 *
 * @param voxels of the fusion, by label without background
 * @param members in the masks' order
 */
public record Agreement(SortedMap<Integer, Long> voxels, List<Of> members) {

    public Agreement {
        members = List.copyOf(members);
    }

    /**
     * A mask beside the fusion.
     *
     * @param same share of the voxels labelled in either that have the same label in both; NaN where none is labelled
     * @param dice by label without background, of those that either has
     */
    public record Of(String name, double same, SortedMap<Integer, Double> dice) {}

    /** @throws IllegalArgumentException if a grid differs */
    public static Agreement of(Volume fused, List<Member> masks) {
        List<Of> members = new ArrayList<>();
        SortedMap<Integer, Long> voxels = new TreeMap<>();
        for (Member mask : masks) {
            Map<Integer, Long> own = new HashMap<>();
            Map<Integer, Long> both = new HashMap<>();
            long either = 0;
            voxels.clear();
            for (Map.Entry<Decision, Long> e : Decisions.of(Stack.of(List.of(mask, new Member("fusion", fused))))
                    .entrySet()) {
                int a = e.getKey().label(0);
                int b = e.getKey().label(1);
                long n = e.getValue();
                own.merge(a, n, Long::sum);
                voxels.merge(b, n, Long::sum);
                if (a == b) {
                    both.merge(a, n, Long::sum);
                }
                either += a == 0 && b == 0 ? 0 : n;
            }
            voxels.remove(0);
            own.remove(0);
            both.remove(0);
            SortedMap<Integer, Double> dice = new TreeMap<>();
            own.keySet().forEach(l -> dice.put(l, dice(l, own, voxels, both)));
            voxels.keySet().forEach(l -> dice.put(l, dice(l, own, voxels, both)));
            long same = both.values().stream().mapToLong(n -> n).sum();
            members.add(new Of(mask.name(), either == 0 ? Double.NaN : (double) same / either, dice));
        }
        return new Agreement(voxels, members);
    }

    private static double dice(int label, Map<Integer, Long> a, Map<Integer, Long> b, Map<Integer, Long> both) {
        return 2.0 * both.getOrDefault(label, 0L) / (a.getOrDefault(label, 0L) + b.getOrDefault(label, 0L));
    }
}
