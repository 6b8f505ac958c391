package dev.foldd.contract.ops;

/** Asks for a reload; {@code cause} says who or what wanted it, for the log. */
public record ReloadRequest(String cause) {
}
