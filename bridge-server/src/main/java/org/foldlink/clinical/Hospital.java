package org.foldlink.clinical;

import java.util.List;
import java.util.Optional;

/** @param place its name; {@code position} where it is known */
public record Hospital(
        String id,
        String name,
        String place,
        Optional<Position> position,
        List<String> departments,
        List<String> capabilities) {

    public Hospital {
        departments = List.copyOf(departments);
        capabilities = List.copyOf(capabilities);
    }
}
