package org.foldlink.inference;

import java.lang.management.ManagementFactory;

/** The memory that this process may count on: the machine's, or its container's. */
final class MachineMemory {

    private MachineMemory() {}

    static long bytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }
}
