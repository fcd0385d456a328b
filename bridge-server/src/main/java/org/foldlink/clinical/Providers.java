package org.foldlink.clinical;

import java.util.List;

/** Who treats: the site's own hospitals and doctors. */
public record Providers(List<Hospital> hospitals, List<Doctor> doctors) {

    public Providers {
        hospitals = List.copyOf(hospitals);
        doctors = List.copyOf(doctors);
    }
}
