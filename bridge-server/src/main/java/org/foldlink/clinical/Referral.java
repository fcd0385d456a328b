package org.foldlink.clinical;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Who could treat, best first.
 *
 * @param wanted capabilities that the site and kind of tumour ask for, most important first, each with its reason
 * @param warnings such as that no hospital has what is wanted
 */
public record Referral(List<Want> wanted, List<Choice> choices, List<String> warnings) {

    public Referral {
        wanted = List.copyOf(wanted);
        choices = List.copyOf(choices);
        warnings = List.copyOf(warnings);
    }

    /** @param needed whether a hospital without it is left out */
    public record Want(String capability, boolean needed, double weight, String why) {}

    /**
     * @param has wanted capabilities that it has
     * @param lacks those that it has not
     * @param km great-circle distance; empty where a place is not known
     */
    public record Choice(
            Hospital hospital,
            List<Doctor> doctors,
            List<String> has,
            List<String> lacks,
            OptionalDouble km,
            double score) {

        public Choice {
            doctors = List.copyOf(doctors);
            has = List.copyOf(has);
            lacks = List.copyOf(lacks);
        }
    }
}
