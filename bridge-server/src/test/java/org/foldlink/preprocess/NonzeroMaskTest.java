package org.foldlink.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class NonzeroMaskTest {

    private static final Workers WORKERS = new Workers(2);

    @AfterAll
    static void close() {
        WORKERS.close();
    }

    @Test
    void theFloodReachesWhatAVoxelByVoxelFloodReaches() {
        Random random = new Random(11);
        int holes = 0;
        for (int round = 0; round < 400; round++) {
            int depth = 1 + random.nextInt(8);
            int height = 1 + random.nextInt(8);
            int width = 1 + random.nextInt(8);
            Tensor image = Tensor.allocate(2, depth, height, width);
            double share = random.nextDouble();
            for (int v = 0; v < depth * height * width; v++) {
                if (random.nextDouble() < share) {
                    image.slice(random.nextInt(2), v / (height * width))[v % (height * width)] = -1;
                }
            }
            boolean[][] found = NonzeroMask.filled(image, WORKERS, () -> false);
            boolean[] outside = outside(image);
            for (int v = 0; v < outside.length; v++) {
                int z = v / (height * width);
                int at = v % (height * width);
                assertThat(found[z][at]).as("voxel %d of round %d", v, round).isEqualTo(!outside[v]);
                holes += found[z][at] && !nonzero(image, v) ? 1 : 0;
            }
        }
        assertThat(holes).as("holes, so that there was something to fill").isGreaterThan(100);
    }

    private static boolean nonzero(Tensor image, int v) {
        int area = image.height() * image.width();
        return image.slice(0, v / area)[v % area] != 0 || image.slice(1, v / area)[v % area] != 0;
    }

    private static boolean[] outside(Tensor image) {
        int area = image.height() * image.width();
        boolean[] outside = new boolean[image.depth() * area];
        Deque<Integer> next = new ArrayDeque<>();
        for (int v = 0; v < outside.length; v++) {
            int z = v / area;
            int y = v % area / image.width();
            int x = v % image.width();
            boolean border = z == 0
                    || z == image.depth() - 1
                    || y == 0
                    || y == image.height() - 1
                    || x == 0
                    || x == image.width() - 1;
            if (border && !nonzero(image, v)) {
                outside[v] = true;
                next.add(v);
            }
        }
        while (!next.isEmpty()) {
            int v = next.remove();
            int x = v % image.width();
            int y = v % area / image.width();
            int[] neighbours = {
                v - area,
                v + area,
                y > 0 ? v - image.width() : -1,
                y < image.height() - 1 ? v + image.width() : -1,
                x > 0 ? v - 1 : -1,
                x < image.width() - 1 ? v + 1 : -1
            };
            for (int n : neighbours) {
                if (n >= 0 && n < outside.length && !outside[n] && !nonzero(image, n)) {
                    outside[n] = true;
                    next.add(n);
                }
            }
        }
        return outside;
    }
}
