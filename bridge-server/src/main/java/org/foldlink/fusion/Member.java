package org.foldlink.fusion;

import org.foldlink.volume.Volume;

/**
 * One opinion of several.
 *
 * @param name such as the file's, for messages
 * @param labels whole numbers 0 (background) to 65535 on a grid in RAS mm, voxel centres
 */
public record Member(String name, Volume labels) {}
