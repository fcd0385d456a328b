package org.foldlink.clinical;

/** Where an association is taught. */
public record Reference(String id, String citation) {}
