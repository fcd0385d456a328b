package org.foldlink.clinical;

import java.util.List;

/**
 * @param hospital its id
 * @param speciality one of the hospital's departments
 * @param expertise some of the hospital's capabilities
 */
public record Doctor(String id, String name, String hospital, String speciality, List<String> expertise) {

    public Doctor {
        expertise = List.copyOf(expertise);
    }
}
