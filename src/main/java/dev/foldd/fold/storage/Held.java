package dev.foldd.fold.storage;

/**
 * What stands at a place now.
 *
 * @param atom the newest atom there, and {@code digest} that of its signed bytes
 * @param version the optimistic lock: how often the place was written
 * @param content the JSON value in plain Java; null, too, when it is deleted
 * @param active false when the newest atom is a tombstone
 */
public record Held(String atom, String digest, long version, Object content, boolean active) {
}
